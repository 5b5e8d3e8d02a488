"""What an explanation is made of: statements, findings with their edits, or a refusal."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
# When it is noticed: while the file is imported, once the server has started and says nothing, ...
When = Literal[
    "import", "start-up", "first request", "first WebSocket", "later request", "in silence"
]
NOTICED: dict[When, str] = {
    "import": "Shows at the import.",
    "start-up": "Shows at start-up.",
    "first request": "Shows at the first request.",
    "first WebSocket": "Shows at the first WebSocket.",
    "later request": "Shows at a later request.",
    "in silence": "No error and no log line appears.",
}


@dataclass(frozen=True)
class Statement:
    """One statement of the file: its lines, what kind it is, what it does, and where to read on."""

    first: int
    last: int
    kind: str
    text: str
    page: str


@dataclass(frozen=True)
class Edit:
    """The lines ``first`` to ``last`` give way to ``lines``.

    Where ``last`` is one less than ``first``, nothing gives way: the lines go above ``first``.
    """

    first: int
    last: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something that goes wrong: where, what happens and when, how to mend it, what shows it."""

    rule: str
    severity: Severity
    line: int
    column: int
    when: When
    title: str
    happens: str
    advice: str
    page: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a file is not explained, and the line that tells it."""

    kind: str
    text: str
    line: int = 1


@dataclass(frozen=True)
class Explanation:
    """All that is said of one file; ``fixed`` is its text with every edit made."""

    filename: str
    source: str
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None
    fixed: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain dictionaries, lists and texts, as a page or another program reads them."""
        return asdict(self)
