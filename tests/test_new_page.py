"""``make new-page`` writes a page that keeps every rule, or says what to do instead."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes

from sphinx_ext.new_page import listed, sections, title_of
from sphinx_ext.quiz.markup import Quiz
from tests.conftest import ROOT, SmallSite, small_site_in
from tests.test_pages import RULES, sentence_problems, word_problems

TREE = ".. toctree::\n   :hidden:\n\n   {}"


def new_page(site: SmallSite, *words: str) -> subprocess.CompletedProcess[str]:
    """Run what ``make new-page`` runs, in a copy of the repository."""
    command = [sys.executable, "-m", "sphinx_ext.new_page", *words]
    return subprocess.run(command, cwd=site.root, text=True, capture_output=True, check=False)


def two_pages(folder: Path) -> SmallSite:
    """Return a site with a section that has one page."""
    site = small_site_in(folder)
    glossary = ".. glossary::\n\n   application\n      What a server calls."
    site.page("index", f"{TREE.format('grow/index')}\n\n{glossary}")
    site.page("grow/index", TREE.format("the-pond") + "\n\nThe end.")
    site.page("grow/the-pond", "Water.")
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site with a new page, not built yet."""
    site = two_pages(tmp_path_factory.mktemp("new"))
    done = new_page(site, "grow/asgi-behind-a-wall")
    assert done.returncode == 0, done.stderr
    assert "docs/grow/asgi-behind-a-wall.rst is written" in done.stdout
    return site


@pytest.fixture
def untouched(tmp_path: Path) -> SmallSite:
    """A site without one."""
    return two_pages(tmp_path)


def test_it_stands_last_in_its_section(site: SmallSite) -> None:
    """The order of a section lives in its toctree; what follows the toctree stays."""
    text = (site.root / "docs/grow/index.rst").read_text(encoding="utf-8")
    assert text.endswith("   the-pond\n   asgi-behind-a-wall\n\nThe end.\n")


def test_it_keeps_every_rule(site: SmallSite) -> None:
    """It builds without a warning, its examples run, and no rule of writing is broken."""
    for builder in ("html", "doctest"):
        code, output = site.build(builder)
        assert code == 0, output
    text = (site.root / "docs/grow/asgi-behind-a-wall.rst").read_text(encoding="utf-8")
    assert text.startswith("ASGI behind a wall\n==================\n")
    assert not [problem for rule in RULES for problem in rule(text)]
    pickled = site.root / "build/doctrees/grow/asgi-behind-a-wall.doctree"
    page: nodes.document = pickle.loads(pickled.read_bytes())
    sources = [paragraph.rawsource for paragraph in page.findall(nodes.paragraph)]
    rules = (sentence_problems, word_problems)
    assert not [problem for rule in rules for source in sources for problem in rule(source)]
    assert [*page.findall(Quiz)], "a page asks a question"


def test_two_new_pages_describe_themselves_differently(site: SmallSite) -> None:
    """No two pages of a site may have the same description."""
    assert new_page(site, "grow/another").returncode == 0
    one, other = (
        (site.root / f"docs/grow/{stem}.rst").read_text(encoding="utf-8").partition("In short")[2]
        for stem in ("asgi-behind-a-wall", "another")
    )
    assert one.splitlines()[2] != other.splitlines()[2]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "is no name of a page. Write a section, a slash"),
        (["some-page"], "is no name of a page"),
        (["grow/Some_Page"], "'grow/Some_Page' is no name of a page"),
        (["grow/http2"], "without numbers"),
        (["../x/y"], "is no name of a page"),
        (["nowhere/some-page"], "There is no section 'nowhere'; take one of grow."),
        (["grow/the-pond"], "docs/grow/the-pond.rst is there already; edit it"),
        (["grow/index"], "is there already"),
        ([f"grow/{'a' * 41}"], "take fewer words"),
    ],
)
def test_a_name_that_is_none_is_refused(untouched: SmallSite, words: list[str], says: str) -> None:
    """One line says what is wrong and what to write, and nothing is written."""
    before = {file: file.read_bytes() for file in (untouched.root / "docs").rglob("*.rst")}
    done = new_page(untouched, *words)
    assert done.returncode == 1
    assert done.stderr.startswith("make new-page: ")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert {file: file.read_bytes() for file in (untouched.root / "docs").rglob("*.rst")} == before


def test_every_section_can_take_a_page() -> None:
    """Each index has a toctree, and stays within its length with a line more."""
    for section in sections(ROOT / "docs"):
        text = (ROOT / "docs" / section / "index.rst").read_text(encoding="utf-8")
        more = listed(text, "some-page")
        assert more.count("\n") == text.count("\n") + 1
        assert more.rstrip().endswith("\n   some-page")


def test_a_title_is_in_sentence_case() -> None:
    """Names keep their capitals."""
    assert title_of("the-asgi-application-of-django") == "The ASGI application of Django"
