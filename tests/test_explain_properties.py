"""The explainer over files that nobody wrote: it answers all of them, soon, and its edits hold."""

import json
import random
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explain_asgi import Explanation, applied, explain, explain_bytes
from explain_asgi.model import Edit
from explain_asgi.reading import LIMIT, LONGEST_LINE, MOST_LINES, lines_of
from tests.explain_corpus_cases import Case, cases

CASES = cases()
FIXABLE = [file for file in CASES if file.findings]
SECONDS = 5  # For the slowest file there is, on a busy machine.
PIECES = [line for file in CASES for line in file.source.splitlines(keepends=True)]
SIGNS = st.sampled_from(
    [*"()[]{}'\"#=:,.\\\t\r\n\x0c", "\ufeff", "\u2028", "é", "{{", "%}", ">>>>>>> "]
)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def checked(told: Explanation) -> None:
    """Check what holds of every explanation: its places are in the file, and JSON holds it."""
    lines = lines_of(told.source)
    for finding in told.findings:
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        for edit in finding.edits:
            assert 1 <= edit.first <= edit.last + 1 <= len(lines) + 1
    for statement in told.statements:
        assert 1 <= statement.first <= statement.last <= len(lines)
    json.dumps(told.as_json())


def check_edits(told: Explanation) -> None:
    """Check that each edit leaves one finding of its rule less, and that all together hold."""
    for finding in told.findings:
        if finding.edits:
            after = explain(applied(told.source, finding.edits), filename=told.filename)
            counts = [
                sum(one.rule == finding.rule for one in each.findings) for each in (told, after)
            ]
            assert counts[1] < counts[0]
    again = explain(told.fixed, filename=told.filename)
    assert again.fixed == told.fixed
    assert not any(finding.edits for finding in again.findings)


@quick
@given(st.text())
@example("\ufeff\ufeff")
@example("x = '\ud800'")
def test_any_text_is_answered(text: str) -> None:
    """Whatever is pasted, there is an explanation or a plain refusal."""
    checked(explain(text))


@quick
@given(st.binary())
@example(b"# coding: no-such-encoding\n")
@example(b"\xff\xfea\x00")
def test_any_bytes_are_answered(data: bytes) -> None:
    """Whatever stands in a file, there is an explanation or a plain refusal."""
    checked(explain_bytes(data))


@quick
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_mixture_of_lines_is_answered(text: str) -> None:
    """Lines of real files in any order have places and edits that hold."""
    told = explain(text)
    checked(told)
    check_edits(told)


@quick
@given(st.sampled_from(CASES), st.integers(0, 10_000), SIGNS, st.integers(0, 12))
def test_any_damage_is_answered(file: Case, at: int, sign: str, cut: int) -> None:
    """A file of the corpus with a sign put in and some cut out still has an answer."""
    at %= len(file.source) + 1
    told = explain(file.source[:at] + sign + file.source[at + cut :], filename=file.filename)
    checked(told)
    check_edits(told)


@quick
@given(st.sampled_from(CASES), st.sampled_from(["\r\n", "\r"]), st.booleans())
def test_line_ends_make_no_difference(file: Case, end: str, last: bool) -> None:
    """A file of Windows has the same findings, and keeps its line ends when it is mended."""
    source = file.source.replace("\n", end)
    told = explain(source if last else source.rstrip(), filename=file.filename)
    assert [(finding.line, finding.rule) for finding in told.findings] == list(file.findings)
    assert "\n" not in told.fixed.replace(end, "")


@pytest.mark.parametrize("file", FIXABLE, ids=lambda file: str(file.name))
def test_what_is_mended_stays_mended(file: Case) -> None:
    """A mended file has none of the findings that had edits, and mending it changes nothing."""
    told = explain(file.source, filename=file.filename)
    check_edits(told)
    mended = {finding.rule for finding in told.findings if finding.edits}
    left = explain(told.fixed, filename=file.filename).findings
    assert len(left) <= sum(not finding.edits for finding in told.findings)
    assert not any(finding.rule in mended and finding.edits for finding in left)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n\nx\n\nb\n", "a\n\nb\n"),
        ("a\n\nx\n\n\nb\n", "a\n\n\nb\n"),
        ("a\n\nx\nb\n", "a\n\nb\n"),
        ("x\n\nb\n", "b\n"),
        ("a\r\n\r\nx\r\n\r\nb", "a\r\n\r\nb"),
        ("a\n\n\n\nb\nx\n", "a\n\n\n\nb\n"),
    ],
)
def test_what_is_taken_out_leaves_one_gap(before: str, after: str) -> None:
    """Of the blank lines above and below it the more stay; other gaps stay as they are."""
    line = lines_of(before).index("x") + 1
    assert applied(before, [Edit(line, line, ())]) == after


MISSPELT = "from django.core.asgi import get_asgi_aplication{}\n\napplication = {}\n"


@pytest.mark.parametrize(
    ("alias", "use", "mended"),
    [
        ("", "get_asgi_aplication()", "get_asgi_application()"),
        (" as get", "get()", "get()"),
        ("", "get_asgi_aplication() or get_asgi_aplication()", None),
    ],
)
def test_a_name_is_spelt_right_wherever_it_stands(alias: str, use: str, mended: str | None) -> None:
    """An import and its use change together; a line that has two uses is left to a person."""
    (found, *_) = explain(MISSPELT.format(alias, use)).findings
    assert found.rule == "import-misspelt"
    right = MISSPELT.replace("aplication", "application").format(alias, mended)
    after = applied(MISSPELT.format(alias, use), found.edits)
    assert after == right if mended else not found.edits


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("application", "`application`, the name that a server is given."),
        ("app", "`app`, so the name that a server is given has to end in `:app`."),
    ],
)
def test_a_server_is_told_the_name_that_the_file_has(name: str, told: str) -> None:
    """Another name than ``application`` is no fault, and its reader learns what follows."""
    source = f"from django.core.asgi import get_asgi_application\n\n{name} = get_asgi_application()"
    assert explain(source).statements[-1].text.endswith(told)


SETTINGS = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.b')\n"
IMPORTS = SETTINGS + "from a.models import b\n" * (MOST_LINES - 4)
HUGE = {
    "much": "x = 1\n" * 170_000,
    "deep brackets": "(" * 500_000 + ")" * 500_000,
    "many minus signs": "-" * 1_000_000 + "1",
    "a long sum": "+".join(["a"] * 500_000),
    "one long text": f"x = '{'a' * 1_000_000}'",
    "braces": "{{" * 500_000,
    "long lines of prints": "print  " * 140_000,
}
JUST_BELOW = {
    "sum": "+".join(["a"] * (LONGEST_LINE // 2)),
    "minus": "-" * (LONGEST_LINE - 1) + "1",
    "attributes": "a" + ".b" * (LONGEST_LINE // 2 - 1),
    "nested brackets": "[" * 90 + "]" * 90,
    "nested ifs": "".join("    " * i + "if a:\n" for i in range(90)) + "    " * 90 + "a\n",
    "a sum over lines": "x = (a\n" + "+ a\n" * (MOST_LINES - 3) + ")",
    "routers": "x = ProtocolTypeRouter({'websocket': y})\n" * (LIMIT // 41 - 1),
    "imports": IMPORTS + "get_asgi_application()\n",
    "names": "".join(f"a{i} = a{i + 1}\n" for i in range(MOST_LINES - 1)),
    "aliases": "a = b\nb = a\n" * (MOST_LINES // 2 - 1),
    "writes": SETTINGS * (LIMIT // 60),
    "assigned": "os.environ['DJANGO_SETTINGS_MODULE'] = 'a.b'\n" * (LIMIT // 60),
    "spaces": ("print " + " " * (LONGEST_LINE - 10) + "x\n") * 24,
    "braces": ("{{" * (LONGEST_LINE // 2 - 1) + "\n") * 24,
    "raise": ("raise " + "a." * (LONGEST_LINE // 2 - 10) + "\n") * 24,
    "blank lines": "\n" * (MOST_LINES - 2) + "print",
}


@pytest.mark.parametrize("name", [*HUGE, *JUST_BELOW])
def test_no_file_takes_long(name: str) -> None:
    """A megabyte of anything, and the largest files that are read, are answered in seconds."""
    source = (HUGE | JUST_BELOW)[name]
    begun = time.process_time()
    checked(explain(source))
    assert time.process_time() - begun < SECONDS


def test_a_megabyte_of_noise_is_answered() -> None:
    """A megabyte of bytes drawn by chance is refused at once."""
    noise = random.Random(7).randbytes(1_000_000)  # noqa: S311 - nothing is kept secret by it.
    begun = time.process_time()
    assert explain_bytes(noise).refusal
    assert time.process_time() - begun < SECONDS
