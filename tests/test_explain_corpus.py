"""The explainer over its corpus: every statement and finding that is expected, and no other."""

from collections import Counter

import pytest

from explain_asgi import Explanation, explain
from explain_asgi.rules import RULES
from tests.conftest import ROOT
from tests.explain_corpus_cases import Case, cases

CASES = cases()


def explanation(file: Case) -> Explanation:
    """Explain a file of the corpus under its name."""
    return explain(file.source, filename=file.filename)


@pytest.mark.parametrize("file", CASES, ids=lambda file: str(file.name))
def test_what_is_found_is_what_is_expected(file: Case) -> None:
    """Each finding stands on its line, and there is none more; each statement has its kind."""
    told = explanation(file)
    assert [(finding.line, finding.rule) for finding in told.findings] == list(file.findings)
    assert tuple(statement.kind for statement in told.statements) == file.kinds
    assert (told.refusal.kind if told.refusal else "") == file.refused


def test_the_corpus_is_large_enough() -> None:
    """The files that are right, and those that are wrong, are many and of many shapes."""
    sources = {file.source for file in CASES}
    right = {file.source for file in cases("right")}
    assert len(sources) >= 100
    assert len(right) >= 25
    assert not any(file.findings for file in cases("right"))


def test_no_statement_is_unknown() -> None:
    """Whatever the corpus holds is explained."""
    unknown = {file.name for file in CASES if "unknown" in file.kinds}
    assert not unknown


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed by rule: how much of what is found is expected, and of what is expected is found."""
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for file in CASES:
        wanted = Counter(file.findings)
        got = Counter((finding.line, finding.rule) for finding in explanation(file).findings)
        for counter, pairs in ((expected, wanted), (found, got), (right, wanted & got)):
            counter.update(rule for _, rule in pairs.elements())
    with capsys.disabled():
        print(f"\n{'rule':28} expected  precision  recall")  # noqa: T201 - the point of the test.
        for rule in (rule.name for rule in RULES):
            precision, recall = (
                right[rule] / (found[rule] or 1),
                right[rule] / (expected[rule] or 1),
            )
            print(f"{rule:28} {expected[rule]:8}  {precision:9.2f}  {recall:6.2f}")  # noqa: T201
    assert right == expected == found
    assert all(expected[rule.name] for rule in RULES)


@pytest.mark.parametrize("path", sorted((ROOT / "example_project").rglob("*.py")), ids=str)
def test_no_alarm_over_the_example_project(path: object) -> None:
    """The files that the pages quote are right, and so nothing is found in them."""
    file = ROOT / str(path)
    told = explain(file.read_text(encoding="utf-8"), filename=str(file))
    assert not told.findings
