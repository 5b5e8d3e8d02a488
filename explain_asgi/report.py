"""The explanations as text for people, JSON, annotations of GitHub, or SARIF."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from explain_asgi.model import NOTICED, Explanation, Finding, Severity
from explain_asgi.reading import lines_of
from explain_asgi.rules import RULES

Paint = Callable[[str, str], str]
COLOURS = {"error": "31", "warning": "33", "quiet": "2", "good": "32", "code": "36"}


def coloured(text: str, colour: str) -> str:
    """Return the text as a terminal shows it in colour."""
    return f"\033[{COLOURS[colour]}m{text}\033[0m"


def uncoloured(text: str, _colour: str) -> str:
    """Return the text as it is."""
    return text


def as_text(found: Sequence[Explanation], paint: Paint = uncoloured, *, whole: bool = True) -> str:
    """Return what people read: each statement with its lines, then each finding."""
    return "\n".join(line for one in found for line in of_file(one, paint, whole=whole)) + "\n"


def of_file(one: Explanation, paint: Paint, *, whole: bool) -> Iterator[str]:
    """Yield the lines about one file."""
    yield one.filename
    if one.refusal:
        yield f"  {paint('not explained', 'error')}: {one.refusal.text}"
    for statement in one.statements if whole else ():
        yield from source_lines(one, statement.first, statement.last, paint)
        yield f"       {statement.text}"
    for finding in one.findings:
        yield from of_finding(one, finding, paint)
    if not one.findings and not one.refusal:
        yield f"  {paint('Nothing found that goes wrong.', 'good')}"


def source_lines(one: Explanation, first: int, last: int, paint: Paint) -> Iterator[str]:
    """Yield lines of the file with their numbers; of a long statement the beginning."""
    lines = lines_of(one.source)[first - 1 : last]
    for number, line in enumerate(lines[:6], first):
        yield f"{number:5}  {paint(line, 'code')}"
    if len(lines) > 6:
        yield f"    {paint('...', 'quiet')}"


def of_finding(one: Explanation, finding: Finding, paint: Paint) -> Iterator[str]:
    """Yield the lines about one finding: where, what, how to mend it, and the mended lines."""
    place = f"{one.filename}:{finding.line}:{finding.column}"
    yield f"{place}: {paint(finding.severity, finding.severity)} [{finding.rule}] {finding.title}"
    yield f"    {finding.happens} {NOTICED[finding.when]}"
    yield f"    {finding.advice} See {finding.page}"
    for edit in sorted(finding.edits, key=lambda edit: edit.first):
        for line in lines_of(one.source)[edit.first - 1 : edit.last]:
            yield f"    {paint('- ' + line, 'error')}"
        for line in edit.lines:
            yield f"    {paint('+ ' + line, 'good')}"


def as_json(found: Sequence[Explanation]) -> str:
    """Return a list with everything that is known of each file."""
    return json.dumps([one.as_json() for one in found], indent=2, ensure_ascii=False) + "\n"


def as_github(found: Sequence[Explanation]) -> str:
    """Return the commands that make GitHub show each finding beside its line."""
    lines = []
    for one in found:
        name = escaped(one.filename, ":,")
        if one.refusal:
            text = escaped(one.refusal.text)
            lines.append(f"::error file={name},line={one.refusal.line},title=not explained::{text}")
        for finding in one.findings:
            where = f"file={name},line={finding.line},col={finding.column}"
            text = escaped(f"{finding.title} {finding.happens} {finding.advice}")
            lines.append(f"::{finding.severity} {where},title={finding.rule}::{text}")
    return "".join(f"{line}\n" for line in lines)


def escaped(text: str, more: str = "") -> str:
    """Return a text as a command of GitHub takes it."""
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_sarif(found: Sequence[Explanation]) -> str:
    """Return the findings in the format that code scanning reads."""
    driver = {
        "name": "explain-asgi",
        "rules": [{"id": rule.name, "shortDescription": {"text": rule.title}} for rule in RULES],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(found)],
        "results": [sarif_result(one, finding) for one in found for finding in one.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def invocation(found: Sequence[Explanation]) -> dict[str, Any]:
    """Return whether all could be read, and what was not."""
    notes = [
        {
            "message": {"text": one.refusal.text},
            "level": "error",
            "locations": [place(one, one.refusal.line, 1)],
        }
        for one in found
        if one.refusal
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def sarif_result(one: Explanation, finding: Finding) -> dict[str, Any]:
    """Return one finding."""
    return {
        "ruleId": finding.rule,
        "level": finding.severity,
        "message": {"text": f"{finding.title} {finding.happens} {finding.advice}"},
        "locations": [place(one, finding.line, finding.column)],
    }


def place(one: Explanation, line: int, column: int) -> dict[str, Any]:
    """Return a place in a file."""
    address = {"uri": one.filename.replace("\\", "/")}
    region = {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": address, "region": region}}


def worst(found: Sequence[Explanation]) -> set[Severity]:
    """Return the severities that were found."""
    return {finding.severity for one in found for finding in one.findings}
