"""Charts and numbers on the pages: the same in every form, and true in every sentence."""

import json
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from bench.results import Figure, Result, load
from sphinx_ext.charts import COLOURS, Row, draw
from tests.conftest import ROOT, SmallSite

PAGES = ROOT / "docs" / "asgi-and-wsgi"
RUNS = {
    "gunicorn sync/sync/1": [{"rate": 10.0}, {"rate": 10.0}, {"rate": 20.0}],
    "gunicorn sync/sync/100": [{"rate": 10.0}, {"rate": 10.0}, {"rate": 20.0}],
    "uvicorn/sync/1": [{"rate": 9.0}, {"rate": 8.0}, {"rate": 18.0}],
    "uvicorn/sync/100": [
        {"rate": 270.0}, {"rate": 250.0, "errors": {"read": 3}}, {"rate": 560.0}
    ],
}  # fmt: skip
DIRECTIVE = """
.. measured:: waiting/rate
   :series: concurrency
   :where: view = sync

   How *many* are answered
"""
INDEX = ".. toctree::\n\n   asgi-and-wsgi/how-measured\n"


@pytest.fixture
def site(small_site: SmallSite) -> SmallSite:
    """A small site with a page for the method and one file of results."""
    text = (ROOT / "bench" / "results" / "waiting.json").read_text()
    data = json.loads(text) | {"cells": RUNS, "quick": False, "load_before": [0.2, 0.1, 0.1]}
    data["method"] = {"rounds": 3, "seconds": 2}
    (small_site.root / "bench" / "results" / "waiting.json").write_text(json.dumps(data))
    small_site.page("asgi-and-wsgi/how-measured", "It is measured.")
    return small_site


def html_of(site: SmallSite, text: str) -> BeautifulSoup:
    """Build a page that holds ``text`` and return it."""
    site.page("index", f"{text}\n\n{INDEX}")
    code, output = site.build()
    assert code == 0, output
    page = site.root / "build" / "html" / "index.html"
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_the_chart_and_the_table_hold_the_same_numbers(site: SmallSite) -> None:
    """Each number of the table stands in the chart, in the same order, and so does a sentence."""
    soup = html_of(site, f"{DIRECTIVE}\nIt is :measured:`waiting/rate/uvicorn/sync/100`.")
    figure = soup.select_one("figure.measured")
    assert figure
    cells = [cell.text.strip() for cell in figure.select("tbody td")]
    assert cells == [
        "gunicorn sync", "1.0", "1.0",
        "uvicorn", "0.90 (0.80 to 0.90)", "27 (25 to 28), 3 errors",
    ]  # fmt: skip
    texts = [text.text for text in figure.select("svg text")]
    numbers = [text for text in texts if re.fullmatch(r"[\d.]+", text)]
    assert numbers == ["1.0", "1.0", "0.90", "27"]
    assert {"1 at a time", "100 at a time", "uvicorn"} <= set(texts)
    assert "1 = gunicorn sync, sync view, 1 at a time" in texts
    assert "It is 27." in soup.text


def test_a_figure_says_what_it_is(site: SmallSite) -> None:
    """Caption, accessible name, date, versions, machine, load and a link to the method."""
    figure = html_of(site, DIRECTIVE).select_one("figure.measured")
    assert figure
    result = load("waiting")
    svg, caption = figure.select_one("svg"), figure.select_one("figcaption")
    assert svg
    assert caption
    assert svg["role"] == "img"
    assert svg.title
    assert caption.text == svg.title.text.replace("*", "") == "How many are answered"
    origin = " ".join(figure.select(".measured-origin")[0].text.split())
    assert origin.startswith("The median of 3 rounds, with the lowest and the highest, measured on")
    for part in (f"Django {result.versions['django']}", "Gunicorn", "Uvicorn", "load 0.2 before"):
        assert part in origin
    assert "Daphne" not in origin
    assert figure.select_one('a[href$="how-measured.html"]')


def test_a_trial_says_that_it_is_one(site: SmallSite) -> None:
    """The numbers of a quick trial are never shown as a measurement."""
    file = site.root / "bench" / "results" / "waiting.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"quick": True}))
    figure = html_of(site, DIRECTIVE).select_one("figure.measured")
    assert figure
    assert "A quick trial of one short round, and no measurement" in figure.text


def test_other_formats_have_the_table(site: SmallSite) -> None:
    """A text and a book hold caption, numbers and origin, and no chart."""
    site.page("index", DIRECTIVE + INDEX)
    code, output = site.build("text")
    assert code == 0, output
    text = (site.root / "build" / "text" / "index.txt").read_text(encoding="utf-8")
    assert "27 (25 to 28), 3 errors" in text
    assert "load 0.2 before" in text
    code, output = site.build("epub")
    assert code == 0, output
    book = (site.root / "build" / "epub" / "index.xhtml").read_text(encoding="utf-8")
    assert "27 (25 to 28), 3 errors" in book
    assert "<svg" not in book


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (DIRECTIVE.replace("waiting", "sleeping"), "Nobody has measured 'sleeping'; run"),
        (DIRECTIVE.replace("/rate", "/speed"), "waiting has no quantity 'speed'; it has rate."),
        (DIRECTIVE.replace(":where: view = sync", ""), "Say with series or where what 'view' is."),
        (DIRECTIVE.replace("concurrency", "colour"), "where what 'concurrency' is"),
        (DIRECTIVE.replace("view = sync", "view = blue"), "holds nothing of gunicorn sync"),
        (":measured:`sleeping/rate/uvicorn`", "Nobody has measured 'sleeping'; run make bench."),
        (":measured:`waiting/rate/uvicorn/sync/7`", "waiting holds no 'uvicorn/sync/7'"),
        (":measured:`waiting`", "waiting has no quantity ''"),
    ],
)  # fmt: skip
def test_what_was_not_measured_fails_the_build(site: SmallSite, text: str, message: str) -> None:
    """A missing file, quantity or cell is named with the page, and what to run."""
    site.page("index", f"{text}\n\n{INDEX}")
    code, output = site.build()
    assert code != 0
    assert message in output
    assert "index.rst" in output


def test_new_results_make_the_page_new(site: SmallSite) -> None:
    """The page is built again when the numbers change, and only then."""
    assert "27 (25 to 28)" in html_of(site, DIRECTIVE).text
    file = site.root / "bench" / "results" / "waiting.json"
    file.write_text(file.read_text().replace("270.0", "330.0").replace("560.0", "680.0"))
    site.build()
    page = site.root / "build" / "html" / "index.html"
    assert "33 (25 to 34)" in page.read_text(encoding="utf-8")
    _, output = site.build()
    assert "0 added, 0 changed, 0 removed" in output


def test_a_page_without_a_chart_costs_no_import(small_site: SmallSite) -> None:
    """Matplotlib, which takes half a second to import, waits for a chart."""
    program = "import sys, sphinx_ext.measured; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=small_site.root, check=True)


# The drawing ------------------------------------------------------------------

ROWS = [Row("a <b>", [Figure(1.0, 0.5, 1.5), None]), Row("c", [Figure(3.0, 3.0, 3.0)] * 2)]


def test_a_chart_has_the_colours_of_the_page() -> None:
    """No colour, font, id or style of its own: it holds in light and dark, and beside another."""
    svg = draw(ROWS, ["x", "y"], "Title", "a")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours <= {*COLOURS.values(), "none"}
    assert len(colours) == 4
    for foreign in ("#", "rgb", " id=", "style=", "font-family", "clip-path", "black", "white"):
        assert foreign not in svg


def test_a_chart_is_text_and_shapes() -> None:
    """Words stay words, marked up safely; a spread is a line, and what is missing is said."""
    soup = BeautifulSoup(draw(ROWS, ["x", "y"], "T & <t>", "a"), "html.parser")
    texts = [text.text for text in soup.find_all("text")]
    assert texts == ["x", "y", "a <b>", "1.0", "not measured", "c", "3.0", "3.0", "1 = a"]
    assert soup.title
    assert soup.title.text == "T & <t>"
    lines = [path for path in soup.find_all("path") if path["fill"] == "none"]
    assert len(lines) == 2  # One spread, and the line at 1.


def test_bars_are_as_long_as_their_numbers() -> None:
    """A bar of 3 is three times as long as a bar of 1."""
    svg = draw(ROWS, ["x", "y"], "Title")
    bars = re.findall(r'<path d="M 0 [\d.]+ L ([\d.]+) [^"]+" fill="var\(--color-brand', svg)
    one, three, again = map(float, bars[2:])
    assert three == again == pytest.approx(3 * one, abs=0.1)


def test_the_same_numbers_give_the_same_chart() -> None:
    """A site that is built twice is the same twice."""
    assert draw(ROWS, ["x", "y"], "Title") == draw(ROWS, ["x", "y"], "Title")


# The sentences ----------------------------------------------------------------

ASGI = ("uvicorn", "daphne", "hypercorn", "granian", "gunicorn asgi")


def medians(name: str, quantity: str, cell: str) -> list[float]:
    """Return the figure of each ASGI server in ``cell``."""
    result = load(name)
    return [result.figure(quantity, f"{server}/{cell}").median for server in ASGI]


def one(name: str, quantity: str, key: str) -> float:
    """Return one figure."""
    return load(name).figure(quantity, key).median


def busy(result: Result, key: str) -> list[float]:
    """Return how many processors a server has kept busy, round by round."""
    return [run["rate"] * run["cpu"] / 1000 for run in result.cells[key]]


def short_requests_cost_more() -> bool:
    return min(medians("requests", "cpu", "sync/default/10")) > 2


def others_are_near_uvicorn_or_above() -> bool:
    uvicorn, *others = medians("requests", "cpu", "sync/default/10")
    return min(others) > 0.85 * uvicorn


def most_of_it_is_django() -> bool:
    with_it = one("requests", "cpu", "uvicorn/sync/default/10")
    return one("requests", "cpu", "uvicorn/sync/empty/10") < with_it / 2


def async_views_change_little() -> bool:
    ratio = one("requests", "cpu", "uvicorn/async/default/10") / one(
        "requests", "cpu", "uvicorn/sync/default/10"
    )
    return 0.6 < ratio < 1.6


def async_views_cost_under_wsgi() -> bool:
    return one("requests", "cpu", "gunicorn sync/async/default/10") > 1.4


def asgi_wins_against_few_threads_only() -> bool:
    few = one("waiting", "rate", "gunicorn 4 threads/sync/100")
    enough = one("waiting", "rate", "gunicorn 100 threads/sync/100")
    return few < min(found := medians("waiting", "rate", "sync/100")) and max(found) < enough


def the_processor_is_busy() -> bool:
    result = load("waiting")
    return all(min(busy(result, f"{server}/sync/100")) > 0.6 for server in ASGI)


def websockets_need_no_thread() -> bool:
    return max(medians("streams", "threads", "WebSockets")) < 30


def streams_need_one() -> bool:
    return min(medians("streams", "threads", "streams")) >= 295


def connections_are_not_found_again() -> bool:
    keep = one("database", "connections", "uvicorn/60/in bursts of 20")
    return one("database", "connections", "gunicorn sync/60/in bursts of 20") < 5 < keep / 4


SENTENCES = {
    "For short requests it is slower": short_requests_cost_more,
    "the other ASGI servers are near it or above": others_are_near_uvicorn_or_above,
    "Most of it is Django's work and not the server's": most_of_it_is_django,
    "An ``async`` view changes little for ``uvicorn``": async_views_change_little,
    "Under WSGI it costs": async_views_cost_under_wsgi,
    "win against four threads and lose against a hundred": asgi_wins_against_few_threads_only,
    "one processor is busy": the_processor_is_busy,
    "A WebSocket needs no thread of its own.": websockets_need_no_thread,
    "A stream needs one": streams_need_one,
    "under ASGI no such request comes": connections_are_not_found_again,
}


@pytest.mark.parametrize("words", SENTENCES)
def test_a_sentence_holds_for_the_numbers(words: str) -> None:
    """What the page says about who wins is what the results say, also when measured again."""
    text = (PAGES / "is-asgi-faster.rst").read_text(encoding="utf-8")
    assert words in text, "This sentence is gone; take its check out."
    assert SENTENCES[words](), f"{words!r} does not hold for bench/results/; rewrite the sentence."


def test_no_number_of_a_measurement_is_typed() -> None:
    """A ratio in a sentence comes from the file: digits with a point are never written by hand."""
    for page in (PAGES / "is-asgi-faster.rst", PAGES / "how-measured.rst"):
        text = re.sub(r":measured:`[^`]+`|127\.0\.0\.1", "", page.read_text(encoding="utf-8"))
        assert not re.search(r"\b\d+\.\d+\b(?! still)", text.replace("Django 5.2", "")), page.name
