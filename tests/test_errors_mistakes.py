"""Every common mistake is broken, shown and mended by a run, and leads to the page behind it."""

import re
from dataclasses import dataclass

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "common-mistakes"
MISTAKE = re.compile(
    r"^\.\. _(?P<label>mistake-.+):\n\n(?P<title>.+)\n-+\n\n(?P<body>(?:(?!\.\. _|Next\n).*\n)+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Mistake:
    """One mistake: its label, and all that stands below its title."""

    label: str
    body: str


MISTAKES = [
    Mistake(found["label"], found["body"])
    for file in sorted(FOLDER.glob("*.rst"))
    for found in MISTAKE.finditer(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.label)
def test_a_mistake_is_made_and_mended(mistake: Mistake) -> None:
    """It says what is broken and what is right, runs both, and links the page that explains."""
    assert "**Broken" in mistake.body, "Say first what is wrong, after **Broken:**."
    assert re.search(r"\*\*[Ff]ixed", mistake.body), "Say what is right, after **Fixed:**."
    assert re.search(r"^ *(>>>|\$) ", mistake.body, re.MULTILINE), "Run both."
    assert re.search(r":doc:`[^<]+</", mistake.body), "Link the page that explains it."


def test_the_index_lists_every_mistake() -> None:
    """The order is that of the index, and nothing is missing there."""
    index = (FOLDER / "index.rst").read_text(encoding="utf-8")
    listed = re.findall(r":ref:`[^<]+<(mistake-.+?)>`", index)
    assert sorted(listed) == sorted(mistake.label for mistake in MISTAKES)
    assert len(listed) == len(set(listed)) >= 20
