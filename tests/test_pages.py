"""The pages keep the rules of writing; each rule says what to do where it is broken."""

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes

from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.rst"))
SHORTEST, LONGEST = 40, 120
AVOIDED = ("simply", "just", "easily", "easy", "powerful", "obviously", "of course", "coming soon")
# Names that keep their capitals inside a title.
NAMES = {
    "ASGI",
    "WSGI",
    "HTTP",
    "API",
    "REST",
    "Django",
    "Python",
    "Channels",
    "CSRF",
    "I",
    "Unix",
    "URL",
}


def name(page: Path) -> str:
    """Return the page's name as it stands in messages."""
    return str(page.relative_to(ROOT))


def without_code(text: str) -> str:
    """Take literals and the targets of roles out of a line of prose."""
    text = re.sub(r"``.+?``", "code", text)
    return re.sub(r":[\w-]+:`([^<`]*?)(\s*<[^>]*>)?`", r"\1", text)


def length_problems(text: str) -> Iterator[str]:
    """A page has 40 to 120 lines."""
    lines = text.count("\n")
    if not SHORTEST <= lines <= LONGEST:
        yield f"has {lines} lines; {SHORTEST} to {LONGEST} are allowed: make two pages, or join two"


def opening_problems(text: str) -> Iterator[str]:
    """A page begins with the answer."""
    match = re.search(r"\.\. admonition:: In short\n\n((?:   .*\n)+)", text)
    if not match:
        yield "has no '.. admonition:: In short'; begin with the answer"
    elif not 2 <= match.group(1).count("\n") <= 3:
        yield f"answers in {match.group(1).count(chr(10))} sentences; In short takes two or three"


def title_problems(text: str) -> Iterator[str]:
    """Titles are in sentence case."""
    for title in re.findall(r"^(.+)\n(?:=+|-+)$", text, flags=re.MULTILINE):
        words = re.findall(r"[\w']+", without_code(title))
        loud = [word for word in words[1:] if word[0].isupper() and word not in NAMES]
        # The first word after a colon may be a name; anything else is lower case.
        if loud:
            yield f"has the title {title!r}; write {', '.join(loud)} in lower case"


def quote_problems(text: str) -> Iterator[str]:
    """Code is quoted by its text."""
    if re.search(r"^\s+:lines:", text, flags=re.MULTILINE):
        yield "quotes by line numbers; use :start-at:, :end-at: or :pyobject:"


def leading_problems(text: str) -> Iterator[str]:
    """Every page leads somewhere."""
    if ":doc:`" not in text:
        yield "leads nowhere; say at the end where to go next"


RULES = [length_problems, opening_problems, title_problems, quote_problems, leading_problems]


@pytest.mark.parametrize("page", PAGES, ids=name)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_page_keeps_the_rules(page: Path, rule) -> None:  # type: ignore[no-untyped-def]
    """Each page keeps each rule about its source."""
    problems = [f"{name(page)} {problem}" for problem in rule(page.read_text(encoding="utf-8"))]
    assert not problems, "\n".join(problems)


def paragraphs(page: Path) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs of a page as it was last built, without those of docstrings."""
    pickled = ROOT / "build" / "doctrees" / page.relative_to(ROOT / "docs").with_suffix(".doctree")
    doctree: nodes.document = pickle.loads(pickled.read_bytes())
    for paragraph in doctree.findall(nodes.paragraph):
        if "docstring of" not in (paragraph.source or ""):
            yield paragraph


def sentence_problems(source: str) -> Iterator[str]:
    """One sentence stands on one line, and one line holds one sentence."""
    lines = [without_code(line) for line in source.splitlines()]
    for line in lines:
        if re.search(r"[a-z)][.!?] [A-Z]", line):
            yield f"two sentences on one line: {line!r}"
    for line in lines[:-1]:
        # A line that is one piece of code is what the next lines explain.
        if " " in line and not re.search(r"[.!?:]\**$", line):
            yield f"a sentence broken over two lines: {line!r}"


def word_problems(source: str) -> Iterator[str]:
    """Some words tell the reader that a difficulty is the reader's fault."""
    for word in AVOIDED:
        if re.search(rf"\b{word}\b", without_code(source), flags=re.IGNORECASE):
            yield f"{word!r} in {source!r}: leave it out"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("page", PAGES, ids=name)
@pytest.mark.parametrize("rule", [sentence_problems, word_problems], ids=lambda rule: rule.__name__)
def test_prose_keeps_the_rules(page: Path, rule) -> None:  # type: ignore[no-untyped-def]
    """Each paragraph of each page keeps each rule about its words."""
    problems = [p for paragraph in paragraphs(page) for p in rule(paragraph.rawsource)]
    assert not problems, f"{name(page)}:\n" + "\n".join(problems)


def terms_of_the_glossary() -> set[str]:
    """Return every term that the glossary defines."""
    text = (ROOT / "docs/reference/glossary.rst").read_text(encoding="utf-8")
    return set(re.findall(r"^   (\S.*)\n      \S", text, flags=re.MULTILINE))


def linked_terms(texts: list[str]) -> set[str]:
    """Return every term that some text links with ``:term:``."""
    links = re.findall(r":term:`([^`]+)`", "\n".join(texts))
    return {re.sub(r".*<(.+)>", r"\1", link) for link in links}


def test_every_term_is_linked_somewhere() -> None:
    """A term that no page links is a term that nobody finds."""
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    unused = terms_of_the_glossary() - linked_terms(pages)
    assert not unused, f"Link these with :term: where they first appear, or drop them: {unused}"


def test_the_glossary_is_worth_a_visit() -> None:
    """The glossary defines at least 25 terms."""
    assert len(terms_of_the_glossary()) >= 25


PLANTED = [
    (length_problems, "line\n" * 121, "has 121 lines"),
    (length_problems, "line\n" * 39, "has 39 lines"),
    (opening_problems, "Title\n=====\n\nLong ago.\n", "begin with the answer"),
    (opening_problems, ".. admonition:: In short\n\n   One.\n\n", "answers in 1 sentences"),
    (title_problems, "What The Call Does\n------------------\n", "write The, Call, Does in lower"),
    (quote_problems, ".. literalinclude:: a.py\n   :lines: 14\n", "quotes by line numbers"),
    (leading_problems, "The end.\n", "leads nowhere"),
    (sentence_problems, "It waits. It answers.", "two sentences on one line"),
    (sentence_problems, "It waits for\nan answer.", "a sentence broken over two lines"),
    (word_problems, "You just call it.", "'just'"),
]


@pytest.mark.parametrize(("rule", "text", "message"), PLANTED)
def test_a_planted_fault_is_found(rule, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    """Every rule finds the fault it exists for, and says what it is."""
    assert message in "\n".join(rule(text))


def test_an_unlinked_term_is_found() -> None:
    """A term that nothing links is left over."""
    links = linked_terms([":term:`scope` and :term:`events <event>`"])
    assert {"scope", "event", "send"} - links == {"send"}
