"""The pictures of README.md and the card are those that the script in ``pictures/`` makes."""

import re

import pytest
from PIL import Image

from pictures.__main__ import CARD, CARD_SIZE, CARD_SOURCE, HERE, PICTURES, SCALE, SIZE, digest
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r'["(](pictures/[\w-]+\.\w+)[")]', README)))
LARGEST = 120_000  # Bytes; README.md is read on phones.


def test_readme_shows_every_picture_and_no_other() -> None:
    """What it names is there, and nothing is made that nobody sees."""
    assert sorted(f"pictures/{name}.webp" for name in PICTURES) == NAMED
    assert sorted(HERE.glob("*.webp")) == [ROOT / name for name in NAMED]


@pytest.mark.parametrize("name", NAMED)
def test_a_picture_has_the_size_the_script_makes(name: str) -> None:
    """It is what the script makes of a window, and small."""
    with Image.open(ROOT / name) as picture:
        assert picture.size == tuple(round(side * SCALE) for side in SIZE)
    assert (ROOT / name).stat().st_size < LARGEST


def test_every_picture_has_a_twin_for_the_dark() -> None:
    """Both show one page after the same was done to it, and README.md chooses by the scheme."""
    for name, picture in PICTURES.items():
        stem, _, scheme = name.rpartition("-")
        assert picture.scheme == scheme
        assert PICTURES[f"{stem}-dark"].page == picture.page
    sources = re.findall(r'media="\(prefers-color-scheme: dark\)" srcset="(.+?)"', README)
    assert [f"pictures/{name}.webp" for name in PICTURES if name.endswith("-dark")] == sources


def test_the_card_was_drawn_from_its_source() -> None:
    """The card remembers what it was drawn from; after a change: ``python -m pictures card``."""
    with Image.open(CARD) as card:
        assert card.size == CARD_SIZE
        assert card.info["Source"] == digest(CARD_SOURCE)
    assert CARD.stat().st_size < LARGEST


def test_the_mark_is_the_same_in_the_card() -> None:
    """One blue, and as many ripples."""
    mark = (ROOT / "docs/_static/mark.svg").read_text(encoding="utf-8")
    colours = set(re.findall(r"#[0-9a-f]{6}", mark))
    assert len(colours) == 1
    assert colours <= set(re.findall(r"#[0-9a-f]{6}", CARD_SOURCE.read_text(encoding="utf-8")))
