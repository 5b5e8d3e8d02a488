"""From a text to its explanation: read, parse, explain each statement, apply each rule."""

import ast
from dataclasses import replace
from functools import cache, partial

from explain_asgi.fixing import Look, fixed, mends
from explain_asgi.model import Explanation, Finding, Refusal
from explain_asgi.parsed import Parsed
from explain_asgi.reading import decoded, refused, tree_of
from explain_asgi.rules import CHECKED, text
from explain_asgi.statements import statements

# Edits are tried out one by one, which takes its time; what is larger needs a person.
MOST, LONGEST = 20, 20_000


def explain(source: str, *, filename: str = "asgi.py") -> Explanation:
    """Explain a file, given its text; ``filename`` tells ``asgi.py`` from ``wsgi.py``."""
    source = source.removeprefix("\ufeff")
    result = refused(source) or tree_of(source, filename)
    try:
        return explained(source, filename, result)
    except RecursionError:
        refusal = Refusal("too deep", "The file is nested too deeply to be explained.")
        return Explanation(filename, source, refusal=refusal, fixed=source)


def explain_bytes(data: bytes, *, filename: str = "asgi.py") -> Explanation:
    """Explain a file, given its bytes, in the encoding that it names."""
    source = decoded(data)
    if isinstance(source, Refusal):
        return Explanation(filename, "", refusal=source)
    return explain(source, filename=filename)


def explained(
    source: str, filename: str, result: ast.Module | Refusal | SyntaxError
) -> Explanation:
    """Return the explanation of what parsing came to."""
    if isinstance(result, Refusal):
        return Explanation(filename, source, refusal=result, fixed=source)
    if isinstance(result, SyntaxError):
        found = text.findings(source, result, filename)
        return Explanation(filename, source, findings=found, fixed=source)
    file = Parsed(source, filename, result)
    seen = cache(partial(look, filename=filename))  # The same text is looked at more than once.
    told = with_sound_edits(source, checked(file), seen)
    mended = fixed(source, seen) if any(finding.edits for finding in told) else source
    return Explanation(filename, source, statements(file), told, None, mended)


def checked(file: Parsed) -> tuple[Finding, ...]:
    """Apply every rule, and put what is found into the order of the file."""
    found = [finding for rule in CHECKED for finding in rule.findings(file)]
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column)))


def look(source: str, filename: str) -> tuple[Finding, ...]:
    """Return the findings of a text, without its explanation."""
    result = refused(source) or tree_of(source, filename)
    if isinstance(result, SyntaxError):
        return text.findings(source, result, filename)
    return () if isinstance(result, Refusal) else checked(Parsed(source, filename, result))


def with_sound_edits(source: str, found: tuple[Finding, ...], seen: Look) -> tuple[Finding, ...]:
    """Drop edits that would not mend, and those of a crowd; what remains is advice."""
    told: list[Finding] = []
    tried = 0
    for finding in found:
        tried += bool(finding.edits)
        worth = bool(finding.edits) and tried <= MOST and len(source) <= LONGEST
        sound = worth and mends(source, finding, seen, found)
        told.append(finding if sound else replace(finding, edits=()))
    return tuple(told)
