"""Guards the ``break-it`` directive: what it records, what it writes, and what a reader can do."""

import gzip
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, expect
from sphinx.testing.util import SphinxTestApp

from sphinx_ext.line_by_line import statements_of
from sphinx_ext.recording.run import run
from tests.conftest import ROOT, small_site_in
from tests.test_lab_page import FAKE, WORKER
from tests.test_lab_page import run as run_in_lab
from tests.widgets import SMALL, Visit, moved, overflow, served, violations, visiting

PROJECT = ROOT / "example_project"
REAL = (ROOT / "docs/line-by-line/break-it.rst").read_text(encoding="utf-8")
# A file that needs no Django: a fresh Python for it starts and ends at once.
ASGI = '"""\nA file.\n"""\n\nimport os\n\nname = os.sep\n\napplication = len(name)\n'
CHANGES = """
``delete("import os")`` : line 5 : delete it
   Nothing binds ``os``.
   **Fix:** keep it.
``move("name", above="import os")`` : line 7 : move it above line 5
   **Fix:** import first.
``replace("name = os.sep", "name = os.environ['NAME']")`` : line 7 : ask the environment : NAME=abc
   No error.
``replace("len(name)", "Path(name)")`` : line 9 : call something else
   **Fix:** import it.
"""

Build = Callable[..., tuple[Path, str]]


def tiny_project(folder: Path) -> Path:
    """Write a project whose ``puddle/asgi.py`` needs no Django."""
    (folder / "puddle").mkdir(parents=True)
    (folder / "puddle/asgi.py").write_text(ASGI)
    shutil.copy(PROJECT / "edit.py", folder)
    return folder


@pytest.fixture
def build(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Build:
    """Return a function that builds a page and returns its folder and the complaints."""
    project = tiny_project(tmp_path / "project")
    source = tmp_path / "docs"
    source.mkdir()
    (source / "conf.py").write_text(
        f"example_project = {str(project)!r}\n"
        'extensions = ["sphinx_ext.proofs", "sphinx_ext.fresh_doctest", "sphinx_ext.break_it"]\n'
    )

    def build(
        changes: str = CHANGES, builder: str = "html", file: str = "puddle/asgi.py"
    ) -> tuple[Path, str]:
        text = f".. break-it:: {file}\n{indent(changes, '   ')}"
        (source / "index.rst").write_text(f"Title\n=====\n\n{text}\n")
        app = make_app(builder, srcdir=source)
        app.build()
        app.cleanup()
        return Path(app.outdir), re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue())

    return build


def soup_of(folder: Path) -> BeautifulSoup:
    """Return the page."""
    return BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")


# What CPython says ----------------------------------------------------------------------------


def session(*lines: str) -> dict[str, object]:
    """Type ``lines`` into a fresh Python of the example project."""
    return run({"kind": "session", "lines": lines, "file": "puddle/urls.py"}, PROJECT)


def test_a_session_prints_what_the_prompt_prints_until_an_error() -> None:
    """Addresses are another each time, and what follows an error is not typed."""
    told = session("1 + 1", "None", "print('a\\nb')", "object()", "1 / 0", "2")
    assert told["typed"] == [
        {"source": "1 + 1", "printed": "2\n"},
        {"source": "None", "printed": ""},
        {"source": "print('a\\nb')", "printed": "a\nb\n"},
        {"source": "object()", "printed": "<object object at 0x...>\n"},
        {
            "source": "1 / 0",
            "printed": "Traceback (most recent call last):\n  ...\n"
            "ZeroDivisionError: division by zero\n",
        },
    ]
    assert told["raises"] == "ZeroDivisionError"
    assert told["file"] == (PROJECT / "puddle/urls.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("statement", "last"),
    [
        ("import puddle.gone", "ModuleNotFoundError: No module named 'puddle.gone'"),
        ("gone", "NameError: name 'gone' is not defined..."),
        ("import os; os.gone", "AttributeError: module 'os' has no attribute 'gone'..."),
        ("from os import gone", "ImportError: cannot import name 'gone' from 'os' (...)..."),
        ("from pond.models import Stone", "django.core.exceptions.ImproperlyConfigured: Requested"),
    ],
)
def test_the_last_line_holds_on_every_machine(statement: str, last: str) -> None:
    """No path is in it, and no guess, which each Python makes in words of its own."""
    typed = session(statement)["typed"]
    assert isinstance(typed, list)
    assert typed[-1]["printed"].splitlines()[-1].startswith(last)
    assert "/work" not in typed[-1]["printed"]
    assert "/tmp" not in typed[-1]["printed"]  # noqa: S108 - must not be there


def test_the_file_s_own_lines_stand_in_the_traceback(build: Build) -> None:
    """With the number that the line has in the changed file."""
    soup = soup_of(build()[0])
    told = soup.select("#line-5-delete-it pre")[0].get_text()
    assert told == dedent("""\
        >>> import edit
        >>> edit.delete("import os")
        >>> import puddle.asgi
        Traceback (most recent call last):
          ...
          File "puddle/asgi.py", line 6, in <module>
            name = os.sep
        NameError: name 'os' is not defined...
        """)


def test_a_variable_is_set_before_and_asked_after(build: Build) -> None:
    """So that a change that loses it is seen."""
    soup = soup_of(build()[0])
    lines = soup.select("#line-7-ask-the-environment pre")[0].get_text().splitlines()
    assert lines[:2] == [">>> import os", '>>> os.environ["NAME"] = "abc"']
    assert lines[-4:] == [">>> puddle.asgi.application", "3", '>>> os.environ["NAME"]', "'abc'"]


def test_make_doctest_runs_every_change_again(build: Build) -> None:
    """Each is an ordinary example in a group of its own."""
    source = build()[0].parent.parent
    out = source / "_build/again"
    command = [sys.executable, "-m", "sphinx", "-b", "doctest", str(source), str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    told = (out / "output.txt").read_text(encoding="utf-8")
    assert "4 fresh interpreters for the examples of 1 pages" in told
    assert "0 failures in tests" in told


# What the directive accepts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ("Delete it.", "the content is one definition list; its terms are like ``delete("),
        ("delete : line 5 : delete it\n   Why.", "the term “delete” is no change"),
        ("``delete()``\n   Why.", "the term “delete()” is no change; write it like ``delete("),
        ("``delete()`` : line five : it\n   Why.", "the term “delete()” is no change"),
        ('``delete("a")`` : line 5\n   Why.', 'delete("a") does not say what it does'),
        ('``remove("a")`` : line 5 : it\n   Why.', "calls none of delete, insert, move, replace"),
        ("``delete(name)`` : line 5 : it\n   Why.", "with texts alone"),
        ("``delete(`` : line 5 : it\n   Why.", "calls none of delete"),
        ('``delete("a")`` : line 6 : it\n   Why.', "on line 6; they begin on 1, 5, 7, 9"),
        ('``delete("a")`` : line 5 : it : x\n   Why.', "is no change"),
        ('``delete("gone")`` : line 5 : it\n   Why.', "cannot be made: ValueError: 0 lines begin"),
        ('``delete("import os")`` : line 5 : it\n   Why.', "ends in NameError; say how it is"),
        (
            '``delete("name")`` : line 7 : it\n   Why.\n``delete("app")`` : line 7 : it\n   Why.',
            "line 7, 'it' stands twice; reword one",
        ),
    ],
)
def test_junk_is_named(build: Build, changes: str, complaint: str) -> None:
    """The complaint says what is wrong, and how it is written."""
    _, complaints = build(f"\n{changes}\n")
    assert f"break-it: {complaint}" in complaints or complaint in complaints
    assert "ERROR" in complaints


def test_a_file_that_is_not_there_is_named(build: Build) -> None:
    """Its path is that within the project."""
    _, complaints = build(file="gone.py")
    assert "break-it: gone.py: No such file or directory; name it from the project." in complaints


# What the page holds --------------------------------------------------------------------------


def changed(form: Tag, change: Tag) -> str:
    """Return the file as the script shows it for ``change``: rows out, rows in."""
    out = str(change["data-out"]).split()
    text = ""
    for row in form.select("[data-line], [data-change]"):
        shown = row.get("data-change", change["id"]) == change["id"]
        if shown and row.get("data-line") not in out:
            code = row.select_one(".code")
            assert code
            text += code.get_text()
    return text


def edited(call: str, folder: Path) -> str:
    """Return the real file after ``call`` of one of edit's functions."""
    spec = importlib.util.spec_from_file_location("edit", PROJECT / "edit.py")
    assert spec
    assert spec.loader
    edit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(edit)
    file = folder / "changed.py"
    file.write_text(ASGI)
    name = call.partition("(")[0]
    calls = {name: lambda *a, **k: getattr(edit, name)(*a, **k, file=str(file))}
    eval(call, calls)  # noqa: S307 - a call of this test's own page
    return file.read_text()


def test_the_rows_shown_are_the_file_that_was_run(build: Build, tmp_path: Path) -> None:
    """Whatever is taken out and put in, the rest is the file that edit writes."""
    soup = soup_of(build()[0])
    form = soup.select_one("form")
    assert form
    calls = re.findall(r"^``(.+?)`` :", CHANGES, re.MULTILINE)
    changes = soup.select(".break-it-change")
    assert len(changes) == len(calls) == 4
    for change, call in zip(changes, calls, strict=True):
        assert changed(form, change) == edited(call, tmp_path)


def test_every_change_is_offered_once_and_told_once(build: Build) -> None:
    """At the first line of the statement that it changes."""
    folder, complaints = build()
    assert complaints == ""
    soup = soup_of(folder)
    offered = [option["value"] for option in soup.select("select option") if option["value"]]
    assert offered == [change["id"] for change in soup.select(".break-it-change")]
    for line in soup.select("[data-line]:has(select)"):
        values = [str(one["value"]) for one in line.select("option")[1:]]
        assert all(value.startswith(f"line-{line['data-line']}-") for value in values)
    title = soup.select_one("h3.rubric")
    assert title
    assert title.get_text() == "Line 5: delete it"


def test_a_text_has_every_change(build: Build) -> None:
    """What knows no choices tells them one after the other."""
    folder, complaints = build(builder="text")
    assert complaints == ""
    told = (folder / "index.txt").read_text(encoding="utf-8")
    assert told.count(">>> import puddle.asgi") == 4


def test_the_page_has_no_style_and_no_script_of_its_own(build: Build) -> None:
    """All that the policy of the site would refuse is in files."""
    widget = soup_of(build()[0]).select_one(".break-it")
    assert widget
    assert not widget.select("[style], script, style")
    assert len(gzip.compress((ROOT / "build/widgets/break-it.js").read_bytes())) < 15_000


def test_each_line_of_the_real_file_can_be_broken_in_each_way() -> None:
    """Below the docstring every statement is deleted, moved and misspelt."""
    offers = re.findall(r"`` : line (\d+) : ([^:\n]+)", REAL)
    code = (PROJECT / "puddle/asgi.py").read_text(encoding="utf-8")
    for statement in statements_of(code)[1:]:
        told = [label for line, label in offers if int(line) == statement.first]
        for verb in ("delete", "move", "misspell"):
            assert any(label.startswith(verb) for label in told), f"{statement.first}: {verb}"
    labels = {label.strip() for _, label in offers}
    assert {"assign it instead", "import a model above it"} <= labels


# In a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The changes on a site with the real settings, policy and all."""
    site = small_site_in(tmp_path_factory.mktemp("break-it"))
    shutil.rmtree(site.root / "example_project/puddle/__pycache__", ignore_errors=True)
    (site.root / "example_project/puddle/asgi.py").write_text(ASGI)
    site.page("index", f"Break\n-----\n\n.. break-it:: puddle/asgi.py\n{indent(CHANGES, '   ')}")
    code, printed = site.build()
    assert code == 0, printed
    with served(site.root / "build/html") as address:
        yield f"{address}index.html"


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Return a function that opens the page."""
    with visiting(chromium, address) as visit:
        yield visit


def told(page: Page) -> list[str]:
    """Return the titles of the changes in view."""
    return page.locator(".break-it-change:visible > .rubric").all_inner_texts()


def test_a_chosen_change_is_shown_alone(visit: Visit) -> None:
    """In the file, in the list, and in words; another line takes the first change back."""
    page = visit()
    assert len(told(page)) == 4
    page.get_by_label("Line 5: import os").select_option("delete it")
    assert told(page) == ["Line 5: delete it"]
    expect(page.get_by_role("status")).to_have_text(
        "Line 5: delete it. It ends in NameError: name 'os' is not defined..."
    )
    assert page.locator("[data-removed]").evaluate_all("a => a.map((e) => e.dataset.line)") == ["5"]
    page.get_by_label("Line 7").select_option("move it above line 5")
    expect(page.get_by_label("Line 5")).to_have_value("")
    assert told(page) == ["Line 7: move it above line 5"]
    expect(page.locator("[data-change]:visible")).to_have_text(["+ name = os.sep"])
    assert page.locator("[data-removed]").evaluate_all("a => a.map((e) => e.dataset.line)") == ["7"]


def test_the_keyboard_does_all_of_it(visit: Visit) -> None:
    """The arrow keys choose, and the button gives the focus back to the line."""
    page = visit()
    page.get_by_label("Line 5").focus()
    page.keyboard.press("ArrowDown")
    assert told(page) == ["Line 5: delete it"]
    button = page.get_by_role("button", name="All lines as they are")
    button.focus()
    page.keyboard.press("Enter")
    assert len(told(page)) == 4
    expect(page.get_by_label("Line 5")).to_be_focused()
    expect(page.get_by_label("Line 5")).to_have_value("")
    expect(page.locator("[data-removed]")).to_have_count(0)
    expect(button).to_be_disabled()


def test_a_change_without_an_error_says_so(visit: Visit) -> None:
    """Nothing is claimed beyond the run."""
    page = visit()
    page.get_by_label("Line 7").select_option("ask the environment")
    expect(page.get_by_role("status")).to_contain_text("It runs, and no error is raised.")


def test_without_a_script_the_file_stands_above_every_change(visit: Visit) -> None:
    """And no choice that does nothing."""
    page = visit(java_script_enabled=False)
    assert len(told(page)) == 4
    expect(page.locator(".break-it :is(select, form > p):visible")).to_have_count(0)
    expect(page.locator("[data-change]:visible")).to_have_count(0)


def test_paper_has_every_change_and_the_file_as_it_is(visit: Visit) -> None:
    """Whatever was chosen on the screen."""
    page = visit()
    page.get_by_label("Line 5").select_option("delete it")
    page.emulate_media(media="print")
    assert len(told(page)) == 4
    expect(page.locator(".break-it :is(select, [data-change], form > p):visible")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_choices_come_alive(visit: Visit, width: int) -> None:
    """They have their place from the first paint on."""
    page = visit(width, 4000)
    expect(page.get_by_label("Line 5")).to_be_enabled()
    assert moved(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    """As it comes, and with a change chosen."""
    page = visit(width, color_scheme=scheme)
    assert violations(page) == []
    page.get_by_label("Line 7").select_option("move it above line 5")
    assert violations(page) == []
    assert overflow(page) <= 0


def test_targets_are_large_enough(visit: Visit) -> None:
    """24 pixels at least, on a phone too."""
    page = visit(360)
    assert page.locator(".break-it form :is(select, button)").evaluate_all(SMALL) == []


def test_the_lab_runs_the_change_that_is_shown(chromium: Browser, site: Path) -> None:
    """On the real page one Run is in view, and it belongs to the change chosen."""
    with (
        served(site) as address,
        visiting(chromium, f"{address}line-by-line/break-it.html") as visit,
    ):
        page = visit()
        fake = {"body": FAKE, "content_type": "text/javascript"}
        page.context.route(WORKER, lambda route: route.fulfill(**fake))
        page.get_by_label("Line 14: os").select_option("read it with get")
        expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(1)
        shown = page.locator("#line-14-read-it-with-get .lab-block")
        run_in_lab(shown, "As documented")
        assert 'edit.replace("environ.setdefault", "environ.get")' in shown.inner_text()
