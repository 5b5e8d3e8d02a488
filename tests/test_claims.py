"""Every statement has a verdict, and a run that decides it or a link to one; they are counted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bench.changes import results as changes
from bench.matrix import results as matrix
from sphinx_ext.claims import VERDICTS
from tests.conftest import ROOT, SmallSite

DOCS = ROOT / "docs"
PAGES = sorted(set(DOCS.glob("claims/*.rst")) - {DOCS / "claims/index.rst"})
READ = 133  # Statements of the five explanations; each is on one of these pages.
RUN = re.compile(
    r"^ *>>> |^\.\. (code-block:: console|recording::|measured::|server-matrix::|django-answers::)",
    flags=re.MULTILINE,
)


def statements(text: str) -> Iterator[tuple[str, str]]:
    """Yield each title of a page, without the page's own and *Next*, and what stands below it."""
    parts = re.split(r"^(.+)\n-+$", text, flags=re.MULTILINE)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        if title != "Next":
            yield title, body


def labels() -> set[str]:
    """Return the labels of all runs: of servers, of Djangos, and of pages that hold one."""
    results = matrix.read()
    found = {f"answer-{question}" for question in changes.read()["questions"]}
    for server, cells in results["cells"].items():
        found |= {f"run-{server.replace(' ', '-')}-{probe}" for probe in cells}
    for page in DOCS.rglob("*.rst"):
        text = page.read_text(encoding="utf-8")
        if RUN.search(text):
            found |= set(re.findall(r"^\.\. _([\w-]+):", text, flags=re.MULTILINE))
    return found


def runs(page: str) -> bool:
    """Return whether a page holds a run."""
    return bool(RUN.search((DOCS / f"{page.lstrip('/')}.rst").read_text(encoding="utf-8")))


def problems(text: str, known: set[str]) -> Iterator[str]:
    """Yield what a statement lacks."""
    for title, body in statements(text):
        found = re.search(r"^\.\. verdict:: (.+) \d+$", body, flags=re.MULTILINE)
        if not found or found[1] not in VERDICTS:
            yield f"{title!r} has no verdict"
        linked = re.findall(r":doc:`[^`]*<([^>]+)>`", body)
        shown = re.findall(r":ref:`[^`]*<([^>]+)>`", body)
        if not (RUN.search(body) or any(map(runs, linked)) or known.intersection(shown)):
            yield f"{title!r} has no run; write one, or link to one"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_statement_has_a_verdict_and_a_run(page: Path) -> None:
    """Nothing is judged without a run."""
    found = list(problems(page.read_text(encoding="utf-8"), labels()))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        (".. verdict:: true 1\n\nIt is so.", "'It floats' has no run"),
        (".. verdict:: true 1\n\nIt is so: :ref:`run <run-of-nobody>`.", "'It floats' has no run"),
        (".. verdict:: true 1\n\nIt :doc:`is </errors/index>` so.", "'It floats' has no run"),
        ("It :doc:`is </deploy/servers>` so.", "'It floats' has no verdict"),
    ],
)  # fmt: skip
def test_a_statement_without_them_is_found(planted: str, message: str) -> None:
    """The message says what to do."""
    assert message in "\n".join(problems(f"It floats\n---------\n\n{planted}\n", labels()))


def test_every_statement_that_was_read_is_judged() -> None:
    """The numbers beside the verdicts add up to what was read, and no title stands twice."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    said = re.findall(r"^\.\. verdict:: .+ (\d+)$", "\n".join(texts), flags=re.MULTILINE)
    assert sum(map(int, said)) == READ
    titles = [title for text in texts for title, _body in statements(text)]
    assert len(titles) == len(set(titles)) == len(said)


def test_the_index_counts_and_ranks_them(site: Path) -> None:
    """The table adds up, and the most repeated stand first, each with a link that leads to it."""
    file = site / "claims/index.html"
    page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    rows = [[cell.text for cell in row.select("td")] for row in page.select(".verdict-counts tr")]
    *verdicts, every = ([int(cell) for cell in row[1:]] for row in rows[1:])
    assert [sum(column) for column in zip(*verdicts, strict=True)] == every
    assert every[1] == READ
    links = page.select("#the-most-repeated ol a")
    assert len(links) == 10
    for link in links:
        place, _, anchor = str(link["href"]).partition("#")
        assert f'id="{anchor}"' in (file.parent / place).read_text(encoding="utf-8")


def test_a_page_of_statements_changes_the_counts(small_site: SmallSite) -> None:
    """The page that counts is built again when a page beside it changes."""
    index = ".. verdict-counts::\n\n.. most-repeated:: 1\n\n.. toctree::\n\n   one\n"
    small_site.page("index", ".. toctree::\n\n   claims/index")
    small_site.page("claims/index", index)
    counts = []
    for number in (3, 4):
        statement = f"It floats\n---------\n\n.. verdict:: false {number}"
        small_site.page("claims/one", statement)
        code, printed = small_site.build()
        assert code == 0, printed
        html = (small_site.root / "build/html/claims/index.html").read_text(encoding="utf-8")
        text = BeautifulSoup(html, "html.parser").get_text()
        counts.append(f"It floats: false, said {number} times." in text)
    assert counts == [True, True]


def test_a_verdict_is_one_of_four(small_site: SmallSite) -> None:
    """Any other fails the build, with the four."""
    small_site.page("index", "It floats\n---------\n\n.. verdict:: doubtful 1")
    code, printed = small_site.build()
    assert code
    assert "write one of true, true if, misleading, false, and how many say the same" in printed
