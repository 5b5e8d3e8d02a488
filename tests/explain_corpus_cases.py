"""Reads the corpus of the explainer: each file, and below it what is expected of it.

The last lines of a file are comments: the name to explain it under, the findings as
``line rule``, and the kinds of its statements. A file that is refused has ``refused: kind``.
"""

from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "explain_corpus"
MARK = "\n# file: "


@dataclass(frozen=True)
class Case:
    """One file of the corpus, and what is expected."""

    path: Path
    source: str
    filename: str
    findings: tuple[tuple[int, str], ...]
    kinds: tuple[str, ...]
    refused: str = ""

    @property
    def name(self) -> str:
        """Where the file stands in the corpus, as a test is called."""
        return self.path.relative_to(CORPUS).with_suffix("").as_posix()


def case(path: Path) -> Case:
    """Read one file."""
    source, _, below = path.read_text(encoding="utf-8").partition(MARK)
    filename, _, rest = below.partition("\n")
    words = rest.replace("\n#  ", "").replace("# ", "").split("\n")
    said = dict(word.split(": ", 1) for word in words if ": " in word)
    found = said.pop("findings", "none")
    refused = found.removeprefix("refused: ") if found.startswith("refused") else ""
    pairs = [] if refused or found == "none" else [pair.split() for pair in found.split(", ")]
    return Case(
        path=path,
        source=source,
        filename=filename,
        findings=tuple((int(line), rule) for line, rule in pairs),
        kinds=tuple(said["kinds"].split(", ")) if "kinds" in said else (),
        refused=refused,
    )


def cases(folder: str = "") -> list[Case]:
    """Read every file of the corpus, or of one folder of it."""
    return [case(path) for path in sorted((CORPUS / folder).rglob("*.py"))]
