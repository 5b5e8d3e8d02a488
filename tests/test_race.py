"""Guards the ``race`` directive: what it computes, what it says of it, and what a reader can do."""

import gzip
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect
from sphinx.testing.util import SphinxTestApp

from bench.results import load
from sphinx_ext import race
from tests.conftest import ROOT, small_site_in
from tests.widgets import SMALL, Visit, moved, overflow, served, violations, visiting

PAGE = (ROOT / "docs/asgi-and-wsgi/race.rst").read_text(encoding="utf-8")
WAITING = "Ten wait = waiting, 10 clients, 4 threads"
SHORT = "One asks = requests, 1 client, 4 threads"
BOTH = f"{WAITING}\n{SHORT}"
SOURCE = f".. race::\n   :within: 99\n\n   {WAITING}\n   {SHORT}\n\nEnd\n---\n"

Build = Callable[..., tuple[Path, str]]


@pytest.fixture
def build(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Build:
    """Return a function that builds a page and returns its folder and the complaints."""

    def build(content: str = BOTH, within: str = "99", builder: str = "html") -> tuple[Path, str]:
        (tmp_path / "conf.py").write_text('extensions = ["sphinx_ext.race"]\n')
        options = f"   :within: {within}\n" if within else ""
        text = f".. race::\n{options}\n{indent(content, '   ')}\n"
        (tmp_path / "index.rst").write_text(f"Title\n=====\n\n{text}")
        app = make_app(builder, srcdir=tmp_path)
        app.build()
        app.cleanup()
        return Path(app.outdir), re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue())

    return build


def soup_of(folder: Path) -> BeautifulSoup:
    """Return the page."""
    return BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")


def rows_of(soup: BeautifulSoup) -> list[list[str]]:
    """Return the cells of the table, row by row."""
    rows = [row.select("th, td") for row in soup.select("table tr")]
    return [[cell.get_text(strip=True).replace("\xa0", " ") for cell in row] for row in rows]


# The model beside the measurements ------------------------------------------------------------


def cases_of(page: str) -> tuple[int, str]:
    """Return what a page says of its race: within how many per cent, and its cases."""
    found = re.search(r"\.\. race::\n   :within: (\d+)\n\n((?:   .+\n)+)", page)
    assert found
    return int(found[1]), re.sub("(?m)^   ", "", found[2])


def test_the_page_states_the_error_that_its_cases_keep_to(build: Build) -> None:
    """The number in the prose is the one that the directive holds every case to."""
    within, cases = cases_of(PAGE)
    assert f"at most {within} % away" in PAGE
    folder, complaints = build(cases, str(within))
    assert complaints == ""
    errors = [row[3] for row in rows_of(soup_of(folder))[1:] if len(row) == 4]
    assert len(errors) == 4 * len(cases.splitlines())
    worst = max(int(error.strip("+−% ")) for error in errors)  # noqa: RUF001 - a minus
    assert worst <= within


def test_the_table_holds_the_model_and_what_was_measured(build: Build) -> None:
    """Both can be worked out by hand where one client asks: it waits for nothing but itself."""
    results, seconds = load("requests"), load("waiting").method["seconds"]
    every = [run["cpu"] for n in (1, 10, 100) for run in results.cells[f"uvicorn/sync/default/{n}"]]
    each = statistics.median(every) / 1000
    rates = [run["rate"] for run in load("waiting").cells["uvicorn/sync/1"]]
    measured = statistics.median(rates)
    model = (seconds // (0.1 + each)) / seconds
    folder, _ = build("One waits = waiting, 1 client, 4 threads")
    rows = {row[0]: row[1:] for row in rows_of(soup_of(folder))}
    spread = f"{measured:.1f} ({min(rates):.1f} to {max(rates):.1f})"
    error = f"{round(model / measured * 100 - 100)} %"
    assert rows["ASGI, sync view"] == [f"{model:.1f}", spread, error]


def test_what_is_said_beside_the_race_is_so() -> None:
    """The claims below the race, by the model and by what was measured."""
    _, cases = cases_of(PAGE)
    raced = race.race_of(cases.splitlines())
    outcomes = {case["label"]: case for case in raced["presets"]}
    four = outcomes["100 clients, each view waits 100 ms"]["measured"]
    hundred = outcomes["100 clients, each view waits 100 ms, 100 threads"]["measured"]
    assert min(four[2]["low"], four[3]["low"]) > 5 * four[1]["high"]
    assert hundred[1]["low"] > max(hundred[2]["high"], hundred[3]["high"])
    sync = {
        case["label"]: result["shown"][2]["off"]
        for case, result in zip(raced["presets"], race.run(raced), strict=True)
    }
    assert sync["10 clients, short requests"] < 0 < sync["100 clients, short requests"]
    costs = [one["cost"] for one in raced["contenders"]]
    assert sorted(costs)[:2] == costs[:2]
    for label in ("1 client", "10 clients", "100 clients"):
        rates = [one["rate"] for one in outcomes[f"{label}, short requests"]["measured"]]
        assert max(rates) == rates[0]


def test_uvicorn_spends_the_least_while_ten_ask() -> None:
    """So the page says of the cost that the model takes to be the same for any load."""
    cells = load("requests").cells
    for view in ("sync", "async"):
        one, ten, hundred = (
            statistics.median(run["cpu"] for run in cells[f"uvicorn/{view}/default/{n}"])
            for n in (1, 10, 100)
        )
        assert ten < one
        assert ten < hundred


# What the directive accepts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "within", "complaint"),
    [
        (WAITING, "", "say with :within: how many per cent the model may be off"),
        (WAITING, "1", "Ten wait, ASGI, sync view: off by"),
        ("Ten wait", "99", "'Ten wait' is no case; write it like 10 clients = waiting,"),
        ("Ten = streams, 1 client, 1 thread", "99", "no case; write it like 10 clients"),
        ("Ten = waiting, 11 clients, 4 threads", "99", "waiting holds no 'gunicorn sync/sync/11'"),
        ("Ten = waiting, 10 clients, 5 threads", "99", "no 'gunicorn 5 threads/sync/10'"),
        (WAITING, "much", "invalid literal for int()"),
        ("", "99", "Content block expected"),
    ],
)
def test_junk_is_named(build: Build, content: str, within: str, complaint: str) -> None:
    """The complaint says which case is wrong, and what to write instead."""
    _, complaints = build(content, within)
    assert complaint in complaints


def test_a_machine_without_node_is_told(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Node is what computes the model."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert "the model needs Node; install requirements.txt" in build()[1]


def test_a_book_and_a_text_have_the_table(build: Build) -> None:
    """What cannot be drawn is told in numbers."""
    folder, complaints = build(builder="text")
    assert complaints == ""
    assert "ASGI, async view" in (folder / "index.txt").read_text(encoding="utf-8")


def test_the_page_has_no_style_and_no_script_of_its_own(build: Build) -> None:
    """All that the policy of the site would refuse is in files."""
    widget = soup_of(build()[0]).select_one(".race")
    assert widget
    assert not widget.select("[style], script, style")
    assert len(gzip.compress((ROOT / "build/widgets/race.js").read_bytes())) < 15_000


# In a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A race on a site with the real settings, policy and all."""
    site = small_site_in(tmp_path_factory.mktemp("race"))
    site.page("index", SOURCE)
    code, printed = site.build()
    assert code == 0, printed
    with served(site.root / "build/html") as address:
        yield f"{address}index.html"


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Return a function that opens the page."""
    with visiting(chromium, address) as visit:
        yield visit


def lanes(page: Page) -> list[str]:
    """Return the lanes as they are written."""
    found: list[str] = page.locator(".race-lane").evaluate_all("all => all.map((e) => e.innerHTML)")
    return [re.sub(r"\s*/>|></path>", ">", one) for one in found]


def measured(page: Page) -> list[str]:
    """Return what each lane says of the measured result."""
    return page.locator(".race-measured").all_inner_texts()


def test_the_script_draws_what_the_build_drew(visit: Visit) -> None:
    """Back at the first case every lane is letter by letter what it was without a script."""
    page = visit()
    before = lanes(page)
    choice = page.get_by_label("The load")
    choice.select_option("One asks")
    after = lanes(page)
    assert after != before
    choice.select_option("Ten wait")
    assert lanes(page) == before == lanes(visit(java_script_enabled=False))


def test_a_slider_is_moved_by_keyboard_and_told_when_it_rests(visit: Visit) -> None:
    """The lanes change, the measured result goes, and the new rates are told."""
    page = visit()
    assert all(text.startswith("measured") for text in measured(page))
    slider = page.get_by_label("Clients that ask at once")
    slider.press("ArrowRight")
    expect(page.get_by_label("The load")).to_have_value("")
    expect(slider.locator("+ span")).to_have_text("11")
    assert measured(page) == ["", "", "", ""]
    expect(page.locator(".race-status")).to_contain_text("Answers a second: WSGI, processes: 9.5; ")
    viewed = page.locator(".race-drawing svg").first.get_attribute("viewBox")
    assert viewed
    assert viewed.endswith(" 11")


def test_a_chosen_case_sets_the_sliders(visit: Visit) -> None:
    """And the measured result of this case is back."""
    page = visit()
    page.get_by_label("The load").select_option("One asks")
    expect(page.get_by_label("Clients that ask")).to_have_value("1")
    expect(page.get_by_label("Milliseconds that a view waits")).to_have_value("0")
    assert all(text.startswith("measured") for text in measured(page))


def test_more_threads_help_views_that_wait(visit: Visit) -> None:
    """The lane with threads answers ten times as much with forty of them and clients enough."""
    page = visit()
    page.get_by_label("Clients that ask").fill("100")
    page.get_by_label("Threads").fill("40")
    expect(page.locator(".race-told").nth(1)).to_contain_text("380 answers a second")


def test_without_a_script_the_race_is_run(visit: Visit) -> None:
    """Lanes and table stand there, and no slider that does nothing."""
    page = visit(java_script_enabled=False)
    expect(page.locator(".race-controls")).to_be_hidden()
    expect(page.locator(".race-drawing svg")).to_have_count(4)
    expect(page.locator("table.race-table")).to_be_visible()


def test_paper_has_no_sliders(visit: Visit) -> None:
    """A print shows what was drawn last."""
    page = visit()
    page.emulate_media(media="print")
    expect(page.locator(".race-controls")).to_be_hidden()
    expect(page.locator(".race-drawing svg").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_race_comes_alive(visit: Visit, width: int) -> None:
    """The controls have their place from the first paint on."""
    page = visit(width, 3000)
    expect(page.get_by_label("The load")).to_be_enabled()
    assert moved(page) == []
    assert page.locator("#end").bounding_box() == visit(width, 3000).locator("#end").bounding_box()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    """As it comes, and with sliders of the reader's own."""
    page = visit(width, color_scheme=scheme)
    assert violations(page) == []
    page.get_by_label("Workers").press("ArrowRight")
    assert violations(page) == []
    assert overflow(page) <= 0
    inside = page.locator(".race-controls").evaluate("e => e.scrollWidth - e.clientWidth")
    assert inside <= 0


def test_targets_are_large_enough(visit: Visit) -> None:
    """24 pixels at least, on a phone too."""
    page = visit(360)
    assert page.locator(".race-controls :is(select, input)").evaluate_all(SMALL) == []


def test_every_case_is_within_the_sliders() -> None:
    """A case of the real page sets no slider beyond its end."""
    _, cases = cases_of(PAGE)
    bounds = {name: (least, most) for name, _, least, most, _ in race.SLIDERS}
    for case in race.race_of(cases.splitlines())["presets"]:
        for name, value in case["load"].items():
            assert bounds[name][0] <= value <= bounds[name][1]
