"""Makes the edits of findings, and keeps only those that mend what they are for."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from explain_asgi.model import Edit, Finding

Look = Callable[[str], Sequence[Finding]]
ROUNDS = 20  # Each round mends one finding; a file with more than this is looked at by a person.


def applied(source: str, edits: Sequence[Edit]) -> str:
    """Return the text with the edits made; line ends stay what they are."""
    parts = re.split(r"(\r\n|\r|\n)", source)
    lines, ends = parts[::2], [*parts[1::2], ""]
    newline = ends[0] or "\n"
    rows = list(zip(lines, ends, strict=True))
    for edit in sorted(edits, key=lambda edit: (edit.first, edit.last), reverse=True):
        rows[edit.first - 1 : edit.last] = [(line, newline) for line in edit.lines]
        if not edit.lines:
            del rows[edit.first - 1 : edit.first - 1 + doubled(rows, edit.first - 1)]
    ended = [(line, end or newline) for line, end in rows[:-1]] + rows[-1:]
    return "".join(line + end for line, end in ended)


def doubled(rows: Sequence[tuple[str, str]], at: int) -> int:
    """Return how many blank lines are too many where lines were taken out between some."""
    blank = [not line.strip() for line, _ in rows]
    above = at - next((i for i in range(at, 0, -1) if not blank[i - 1]), 0)
    below = next((i for i in range(at, len(rows)) if not blank[i]), len(rows)) - at
    return below if above == at else min(above, below)


def fixed(source: str, look: Look) -> str:
    """Return the text with all that ``look`` finds mended, one finding after the other."""
    for _ in range(ROUNDS):
        found = look(source)
        ones = [finding for finding in found if finding.edits][:ROUNDS]
        sound = next((one for one in ones if mends(source, one, look, found)), None)
        if sound is None:
            break
        source = applied(source, sound.edits)
    return source


def mends(source: str, finding: Finding, look: Look, before: Sequence[Finding]) -> bool:
    """Tell whether the edits leave one finding less of their rule, and no more of another."""
    after = Counter(found.rule for found in look(applied(source, finding.edits)))
    allowed = Counter(found.rule for found in before) - Counter([finding.rule])
    return after <= allowed
