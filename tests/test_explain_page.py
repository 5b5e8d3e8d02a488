"""The page that explains a reader's file: what it is built of, and what a reader does with it."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Route, expect
from sphinx.testing.util import SphinxTestApp

from explain_asgi import explain, fixed
from explain_asgi.engine import look
from explain_asgi.markup import as_html, blocks, code, for_page, link, summary
from explain_asgi.model import NOTICED
from explain_asgi.report import as_text
from explain_asgi.rules import RULES
from tests.conftest import ROOT
from tests.explain_corpus_cases import CORPUS, Case, case, cases
from tests.widgets import SMALL, Visit, moved, overflow, served, violations, visiting

WRONG = case(CORPUS / "wrong" / "order-consumers.py").source
EVIL = 'x = "<script>alert(1)</script>" # </textarea><img src=x onerror=alert(1)>\n'
MOST = 15_000  # Bytes of the script, compressed.

Build = Callable[..., tuple[Path, str]]

# What is written ------------------------------------------------------------------------


def soup(html: str) -> BeautifulSoup:
    """Return the parsed HTML."""
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("each", cases(), ids=lambda each: each.name)
def test_every_line_is_shown_as_it_is(each: Case) -> None:
    """Each line with its number, and no character lost to a colour."""
    one = explain(each.source, filename=each.filename)
    rows = soup(as_html(one)).select(".explain-lines .explain-row")
    lines = [row.get_text().removesuffix("\n") for row in rows]
    expected = [f"{n:>3} {line}" for n, line in enumerate(re.split("\r\n|\r|\n", each.source), 1)]
    shown = [line for line in lines if line[4:].strip()]
    assert shown == ([] if one.refusal else [line for line in expected if line[4:].strip()])


@pytest.mark.parametrize("each", cases(), ids=lambda each: each.name)
def test_everything_that_is_known_is_shown_once(each: Case) -> None:
    """Each statement beside its lines, each finding on top and beside its line."""
    one = explain(each.source, filename=each.filename)
    page = soup(as_html(one, "../"))
    assert len(page.select(".explain-findings > li")) == len(one.findings)
    assert len(page.select(".explain-lines dd > p:not([class])")) == len(one.statements)
    marks = [str(link["href"]) for link in page.select(".explain-lines dd > p[class] > a")]
    assert sorted(marks) == sorted(f"#{item['id']}" for item in page.select("li[id]"))
    assert bool(page.select(".explain-fixed")) == (one.fixed != one.source)


def test_statements_of_one_line_stand_together() -> None:
    """The line is shown once, and what each does beside it."""
    told = explain("import os; import sys\n\nx = 1\n")
    assert [(a, b, len(found)) for a, b, found in blocks(told.statements, 4)] == [
        (1, 1, 2),
        (2, 3, 1),
        (4, 4, 0),
    ]


@pytest.mark.parametrize("text", [EVIL, EVIL * 2 + "(", f"print '{EVIL}'", "{{ <script> }}"])
def test_no_text_of_a_file_becomes_html(text: str) -> None:
    """Whether it is explained, has an error, or is refused."""
    page = soup(as_html(explain(text, filename="<img>.py")))
    assert not page.select("script, img, textarea")


def test_a_page_gets_the_corrected_file() -> None:
    """It is the one that the command line writes."""
    told = for_page(explain(WRONG), "")
    assert told["fixed"] == fixed(WRONG, lambda text: look(text, "asgi.py"))
    assert told["status"] == "Explained."
    assert "Found: 2 errors, 1 warning." in told["html"]
    assert for_page(explain("print 'x'"), "")["status"] == "Not explained."


def test_code_breaks_where_a_reader_would() -> None:
    """After a bracket, so that no name is cut short; nothing of the text changes."""
    line = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE","pool.settings", f())'
    parts = code(line).split("<wbr/>")
    assert [soup(part).get_text() for part in parts] == [
        "os.environ.setdefault(",
        '"DJANGO_SETTINGS_MODULE",',
        '"pool.settings", f())',
    ]
    told = as_html(explain(f"import os\n{line}\n"))
    assert '(<wbr/><span class="s1">&quot;DJANGO_SETTINGS_MODULE' in told


def test_a_finding_says_when_it_shows_in_a_sentence() -> None:
    """On the page and in a terminal, whenever that is; a link names the end of its address."""
    assert {NOTICED[rule.when] for rule in RULES} == set(NOTICED.values())
    one = explain(WRONG)
    for finding in one.findings:
        assert f" {NOTICED[finding.when]}" in as_html(one)
        assert f" {NOTICED[finding.when]}\n" in as_text([one])
    assert link("errors/importing.html#above", "../").endswith(">Read on: importing</a>")
    assert link("common-mistakes/index.html", "").endswith(">Read on: common mistakes</a>")


@pytest.fixture
def build(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Build:
    """Return a function that builds a page and returns its folder and the complaints."""
    source = tmp_path / "docs"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinx_ext.explain"]\n')
    (source / "wrong.py").write_text(f"{WRONG}\n# file: pool/asgi.py\n# findings: 3 x\n")
    (source / "refused.py").write_text("print 'x'\n")

    def build(text: str, builder: str = "html") -> tuple[Path, str]:
        (source / "index.rst").write_text(f"Title\n=====\n\n{text}\n")
        app = make_app(builder, srcdir=source)
        app.build()
        app.cleanup()
        return Path(app.outdir), re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue())

    return build


def test_without_the_lab_there_is_the_explanation_alone(build: Build) -> None:
    """No box that could do nothing, no script."""
    folder, complaints = build(".. explain::\n\n   Wrong: wrong.py\n")
    page = soup((folder / "index.html").read_text(encoding="utf-8"))
    assert complaints == ""
    assert len(page.select(".explain-findings > li")) == 3
    assert not page.select(".explain-form, .explain script, script[src*='explain']")
    assert page.select("link[href*='explain.css']")


def test_with_the_lab_there_is_the_box(build: Build, tmp_path: Path) -> None:
    """It holds the first example, and what every other one comes to."""
    (tmp_path / "docs/lab/dist").mkdir(parents=True)
    (tmp_path / "docs/lab/dist/lab.json").write_text('{"explain": {"gzip": 6900000}}')
    (tmp_path / "docs/evil.py").write_text(EVIL)
    folder, complaints = build(".. explain::\n\n   Evil: evil.py\n   Wrong: wrong.py\n")
    page = soup((folder / "index.html").read_text(encoding="utf-8"))
    assert complaints == ""
    assert page.select_one("textarea").get_text() == f"\n{EVIL}"  # type: ignore[union-attr]
    assert "about 7 MB" in page.select_one("[role=status]").get_text()  # type: ignore[union-attr]
    assert [one.get_text() for one in page.select("[data-example]")] == ["Evil", "Wrong"]
    data = json.loads(page.select_one(".explain script").get_text())  # type: ignore[union-attr]
    assert [one["source"] for one in data] == [EVIL, WRONG.rstrip("\n") + "\n"]
    assert len(page.select(".explain script")) == 1


def test_a_file_is_explained_without_a_box(build: Build) -> None:
    """Two of them on a page share no id."""
    folder, complaints = build(".. explained:: wrong.py\n\n.. explained:: wrong.py\n")
    ids = [tag["id"] for tag in soup((folder / "index.html").read_text()).select("li[id]")]
    assert complaints == ""
    assert len(ids) == len(set(ids)) == 6


def test_what_another_file_has_is_left_out(build: Build, tmp_path: Path) -> None:
    """What is new stands with the comment above it, and lines of which the same is said as one."""
    old = '"""One."""\nimport os\n\nimport sys\n'
    new = '"""Two."""\nimport os\n\n# Why.\nimport channels.a  # noqa\nimport channels.b\n'
    new += "import sys\n"
    (tmp_path / "docs/old.py").write_text(old)
    (tmp_path / "docs/new.py").write_text(new)
    folder, complaints = build(".. explained:: new.py\n   :since: old.py\n")
    page = soup((folder / "index.html").read_text(encoding="utf-8"))
    rows = [row.get_text() for row in page.select(".explain-row")]
    assert complaints == ""
    assert rows == ["  4 # Why.\n", "  5 import channels.a  # noqa\n", "  6 import channels.b\n"]
    assert len(page.select("dd > p")) == 1
    text = (
        build(".. explained:: new.py\n   :since: old.py\n", "text")[0] / "index.txt"
    ).read_text()
    assert "channels.b" in text
    assert "import sys" not in text


ENTRY_POINTS = {
    "lifespan": "lifespan",
    "mcp": "mcp",
    "middleware": "middleware",
    "second_app": "second-app",
    "settings": "settings",
    "telemetry": "telemetry",
    "together": "together",
    "websocket": "websockets",
}
FOLDER = ROOT / "example_project" / "entrypoints"
SERVED = [file for file in sorted(FOLDER.glob("*.py")) if "\napplication = " in file.read_text()]


def test_every_entry_point_has_its_page() -> None:
    """Of those that are served, static.py is about deployment, and has its page there."""
    assert {file.stem for file in SERVED} == {*ENTRY_POINTS, "static"}


@pytest.mark.parametrize("module", ENTRY_POINTS)
def test_an_entry_point_is_explained_on_its_page(module: str) -> None:
    """By the explainer, so that the page and the tool say the same."""
    text = (ROOT / "docs" / "grow" / f"{ENTRY_POINTS[module]}.rst").read_text(encoding="utf-8")
    assert text.count(f".. explained:: /../example_project/entrypoints/{module}.py\n") == 1


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: str(file.stem))
def test_every_statement_of_the_entry_points_is_understood(file: Path) -> None:
    """None is unknown, and nothing is found that goes wrong."""
    one = explain(file.read_text(encoding="utf-8"), filename=f"entrypoints/{file.name}")
    assert not [each for each in one.statements if each.kind == "unknown"]
    assert not one.findings
    assert not one.refusal


def test_every_rule_stands_once_among_the_rules(site: Path) -> None:
    """At the address that a finding links to, with an example and its correction."""
    page = soup((site / "explain/rules.html").read_text(encoding="utf-8"))
    items = page.select(".explain-findings > li")
    assert sorted(str(item["id"]) for item in items) == sorted(rule.name for rule in RULES)
    assert all(item.select("details .gd, details .gi") for item in items)


def test_a_rule_that_is_unknown_is_named(build: Build) -> None:
    """The complaint says which."""
    _, complaints = build(".. explain-rules:: built-twice, built-thrice\n")
    assert "explain-rules: there is no rule built-thrice." in complaints
    folder, complaints = build(".. explain-rules:: built-twice\n", "text")
    assert complaints == ""
    assert "built-twice: The application is built twice." in (folder / "index.txt").read_text()


@pytest.mark.parametrize("text", [".. explained:: wrong.py", ".. explain::\n\n   Wrong: wrong.py"])
def test_a_text_has_what_the_command_line_prints(build: Build, text: str) -> None:
    """For a builder without a browser."""
    folder, complaints = build(text, "text")
    assert complaints == ""
    assert "asgi.py:7:1: error [import-above-setup]" in (folder / "index.txt").read_text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (".. explained:: gone.py", "explained: gone.py is no file"),
        (".. explained:: refused.py", "refused.py: The file is written in Python 2"),
        (".. explain::", "explain: name the examples, a line each"),
        (".. explain::\n\n   wrong.py", "explain: name the examples, a line each"),
        (".. explain::\n\n   W: wrong.py\n\n.. explain::\n\n   W: wrong.py", "a page has one"),
    ],
)
def test_junk_is_named(build: Build, text: str, complaint: str) -> None:
    """The complaint says what is wrong, and how it is written."""
    _, complaints = build(text)
    assert complaint in complaints
    assert "ERROR" in complaints


# What a reader does ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address of the real page."""
    with served(site) as address:
        yield f"{address}explain/index.html"


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Return a function that opens the page."""
    with visiting(chromium, address) as visit:
        yield visit


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def alive(page: Page) -> Page:
    """Wait for the script."""
    expect(page.get_by_role("button", name="Explain", exact=True)).to_be_enabled()
    return page


def status(page: Page) -> str:
    """Return what the page says."""
    return page.locator(".explain [role=status]").inner_text()


def clipboard(page: Page) -> str:
    """Return what was copied."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_pasted_file_is_explained_and_nothing_is_sent(visit: Visit) -> None:
    """Python comes once, from here; after that nothing travels, whatever is explained."""
    page = alive(visit(permissions=["clipboard-read", "clipboard-write"]))
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.get_by_label("Your file").fill(WRONG)
    press(page, "Explain")
    expect(page.locator(".explain [role=status]")).to_have_text("Explained.")
    runtime = r"GET http://127.0.0.1:\d+/_static/lab-(runtime-\w+/|chunks/explain-worker-)\S+"
    assert asked
    assert [each for each in asked if not re.fullmatch(runtime, each)] == []
    assert [each for each in asked if "django" in each or "library" in each] == []
    built = as_html(explain(WRONG), "../")
    assert page.locator(".explain-answer").text_content() == soup(built).get_text()
    press(page, "Copy the corrected file")
    expect(page.locator(".explain [role=status]")).to_have_text("Copied.")
    assert clipboard(page) == explain(WRONG).fixed
    asked.clear()
    page.get_by_label("Your file").fill(clipboard(page))
    assert "has changed" in status(page)
    page.get_by_label("Your file").press("Control+Enter")
    expect(page.locator(".explain-summary")).to_have_text("Found: 1 error.")
    expect(page.get_by_text("Found: 1 error.")).to_have_count(1)
    copies = page.get_by_role("button", name="Copy the corrected file")
    expect(copies).to_be_disabled()
    expect(copies).to_have_attribute("title", "Nothing was corrected")
    page.get_by_label("Or open it").set_input_files(
        {"name": "wsgi.py", "mimeType": "text/x-python", "buffer": b"\xff\xfeb\0i\0"}
    )
    expect(page.locator(".explain-summary")).to_contain_text("saved as UTF-16")
    page.get_by_label("Your file").fill(EVIL)
    press(page, "Explain")
    expect(page.locator(".explain-lines")).to_contain_text("<script>alert(1)</script>")
    assert asked == []
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_a_dropped_file_is_explained(visit: Visit) -> None:
    """Its name decides which of the two files it is."""
    page = alive(visit())
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([text], "wsgi.py"));
          const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true });
          document.querySelector(".explain textarea").dispatchEvent(drop);
        }""",
        case(CORPUS / "right" / "startproject-wsgi.py").source,
    )
    expect(page.locator(".explain-summary")).to_have_text("Nothing found that goes wrong.")
    expect(page.get_by_label("Named")).to_have_value("wsgi.py")
    expect(page.get_by_label("Your file")).to_have_value(re.compile("get_wsgi_application"))


def test_an_example_costs_nothing(visit: Visit) -> None:
    """It is explained as the page is built, by the same program."""
    page = alive(visit())
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for button in page.get_by_role("group", name="Examples").get_by_role("button").all():
        button.click()
        source = page.get_by_label("Your file").input_value()
        assert status(page) == "Explained."
        assert page.locator(".explain-summary").inner_text() == summary(explain(source))
    assert asked == []


def test_a_link_holds_the_file_and_explains_nothing_by_itself(visit: Visit) -> None:
    """The fragment travels to no server; who opens it presses Explain."""
    page = alive(visit(permissions=["clipboard-read", "clipboard-write"]))
    assert "#" not in page.url
    page.get_by_label("Your file").fill(WRONG)
    page.get_by_label("Named").select_option("wsgi.py")
    press(page, "Copy a link")
    expect(page.locator(".explain [role=status]")).to_contain_text("which no server is sent")
    link = clipboard(page)
    assert "#explain=1.1." in link
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    expect(other.locator(".explain [role=status]")).to_contain_text("This file came with the link.")
    expect(other.get_by_label("Your file")).to_have_value(WRONG)
    expect(other.get_by_label("Named")).to_have_value("wsgi.py")
    assert other.locator(".explain-answer").inner_text() == ""
    assert not [url for url in asked if "explain=" in url or "lab-runtime" in url]
    other.goto(f"{link[:-30]}")
    expect(other.locator(".explain [role=status]")).to_contain_text("damaged")


def test_what_is_blocked_is_told(chromium: Browser, address: str) -> None:
    """With what to do; Explain tries again."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    context.route("**/pyodide.mjs", lambda route: route.abort())
    press(alive(page), "Explain")
    expect(page.locator(".explain [role=status]")).to_contain_text("refused a file")
    context.unroute("**/pyodide.mjs")
    press(page, "Explain")
    expect(page.locator(".explain [role=status]")).to_have_text("Explained.")
    context.close()


def test_an_answer_to_an_older_text_is_called_so(visit: Visit) -> None:
    """From the first change, and from a press on, until the answer to the new text is there."""
    page = alive(visit())
    old = page.get_by_text("This is the answer to the text before.")
    box, copies = page.get_by_label("Your file"), page.get_by_role("button", name="Copy the corr")
    source = box.input_value()
    expect(old).to_be_hidden()
    expect(copies).to_be_enabled()
    box.fill("import os\n")
    expect(old).to_be_visible()
    expect(page.locator(".explain-answer")).to_have_css("filter", "grayscale(1)")
    expect(copies).to_be_disabled()
    expect(copies).to_have_attribute("title", "Press Explain first")
    assert violations(page) == []
    box.fill(source)
    expect(old).to_be_hidden()
    expect(copies).to_be_enabled()
    page.get_by_label("Named").select_option("wsgi.py")
    expect(old).to_be_visible()
    held: list[Route] = []
    page.context.route("**/pyodide.mjs", lambda route: held.append(route))
    with page.context.expect_event("request", lambda one: "pyodide.mjs" in one.url):
        page.get_by_label("Or open it").set_input_files(
            {"name": "asgi.py", "mimeType": "text/x-python", "buffer": b"x = 1\n"}
        )
    page.get_by_label("Named").select_option("asgi.py")
    expect(page.locator(".explain")).to_have_attribute("data-busy", "")
    box.fill("x = 2\n")
    expect(old).to_be_visible()
    held[0].continue_()
    expect(page.locator(".explain-lines .explain-row")).to_have_text(["  1 x = 1\n"])
    expect(box).to_have_value("x = 2\n")
    expect(old).to_be_visible()
    press(page, "Explain")
    expect(page.locator(".explain-lines .explain-row")).to_have_text(["  1 x = 2\n"])
    expect(old).to_be_hidden()


def test_without_a_script_there_are_the_example_and_the_command(visit: Visit) -> None:
    """And nothing that could not be used."""
    page = visit(java_script_enabled=False)
    expect(page.locator(".explain-form")).to_be_hidden()
    expect(page.locator(".explain noscript p")).to_be_visible()
    expect(page.locator(".explain-findings > li")).to_have_count(3)
    expect(page.locator(".explain-fixed")).to_be_visible()
    expect(page.get_by_text("python -m explain_asgi --only-findings puddle").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_box_comes_alive(visit: Visit, width: int) -> None:
    """It has its place from the first paint on."""
    page = alive(visit(width, 4000))
    assert moved(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    """With findings, and without."""
    page = alive(visit(width, 4000, color_scheme=scheme))  # Tall: Furo marks a page that scrolls.
    assert violations(page) == []
    press(page, "As startproject writes it")
    assert violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [360, 1280])
def test_no_name_of_the_settings_is_cut(visit: Visit, width: int) -> None:
    """The line that the page is often asked about breaks before the name, never within it."""
    page = alive(visit(width))
    names = page.locator(".explain-lines .s1", has_text='"DJANGO_SETTINGS_MODULE"')
    assert names.evaluate_all("all => all.map((one) => one.getClientRects().length)") == [1]


def test_an_error_has_the_edge_of_its_kind(visit: Visit) -> None:
    """On top and beside its line; what is taken out and put in has a ground of its own."""
    page = alive(visit())

    def styles(selector: str, name: str) -> set[str]:
        script = f"all => all.map((one) => getComputedStyle(one)['{name}'])"
        return set(page.locator(selector).evaluate_all(script))

    edges = [styles(f"{one}.explain-error", "borderLeftColor") for one in ("li", "dd > p")]
    assert edges[0] == edges[1]
    assert edges[0] != styles("li.explain-warning", "borderLeftColor")
    grounds = [styles(f".explain-fixed .{one}", "backgroundColor") for one in ("gd", "gi", "gu")]
    assert len(set.union(*grounds)) == 3


def test_targets_are_large_enough(visit: Visit) -> None:
    """24 pixels at least, on a phone too."""
    page = alive(visit(360))
    assert page.locator(".explain-form :is(button, select, input)").evaluate_all(SMALL) == []


def test_the_size_that_is_told_is_the_size(site: Path) -> None:
    """Python and the explainer, without Django; the script is small."""
    told = json.loads((ROOT / "lab/dist/lab.json").read_text())
    page = (site / "explain/index.html").read_text(encoding="utf-8")
    assert f"about {round(told['explain']['gzip'] / 1e6)} MB" in page
    assert told["explain"]["bytes"] < 200_000
    assert told["explain"]["gzip"] < told["gzip"] - 2_000_000
    script = gzip.compress((ROOT / "lab/dist/explain.js").read_bytes())
    assert len(script) < MOST


def test_every_link_of_the_page_leads_somewhere(site: Path) -> None:
    """Also those that the explainer writes, which Sphinx does not check."""
    page = soup((site / "explain/index.html").read_text(encoding="utf-8"))
    data = json.loads(page.select_one(".explain script").get_text())  # type: ignore[union-attr]
    links = [link["href"] for one in data for link in soup(one["html"]).select("a[href^='../']")]
    assert len(links) > 20
    for address in map(str, links):
        file, _, anchor = address.partition("#")
        target = (site / "explain" / file).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in target, address
