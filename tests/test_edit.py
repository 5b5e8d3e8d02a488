"""The edits that pages make to ``asgi.py`` do what they say, or say what is wrong."""

from pathlib import Path

import edit
import pytest


@pytest.fixture
def poem(tmp_path: Path) -> str:
    """A file of three lines."""
    file = tmp_path / "poem.txt"
    file.write_text("old pond\na frog leaps in\nwater's sound\n")
    return str(file)


def test_a_line_is_deleted(poem: str) -> None:
    """The line goes, and the others stay as they are."""
    edit.delete("a frog", file=poem)
    assert Path(poem).read_text() == "old pond\nwater's sound\n"


def test_a_line_is_inserted(poem: str) -> None:
    """The new line stands above the one that is named."""
    edit.insert("silence", above="water", file=poem)
    assert Path(poem).read_text() == "old pond\na frog leaps in\nsilence\nwater's sound\n"


def test_a_line_is_moved(poem: str) -> None:
    """A line moves up, and down."""
    edit.move("water", above="old", file=poem)
    assert Path(poem).read_text() == "water's sound\nold pond\na frog leaps in\n"
    edit.move("water", above="a frog", file=poem)
    assert Path(poem).read_text() == "old pond\nwater's sound\na frog leaps in\n"


def test_a_text_is_replaced(poem: str) -> None:
    """The text changes where it stands."""
    edit.replace("frog leaps", "stone falls", file=poem)
    assert Path(poem).read_text() == "old pond\na stone falls in\nwater's sound\n"


def test_an_edit_that_fits_nowhere_is_refused(poem: str) -> None:
    """A line or a text that is not there once is named, and the file stays whole."""
    before = Path(poem).read_text()
    with pytest.raises(ValueError, match="0 lines begin with 'toad'"):
        edit.delete("toad", file=poem)
    with pytest.raises(ValueError, match="4 lines begin with ''"):
        edit.move("", above="old", file=poem)
    with pytest.raises(ValueError, match="holds 'o' 4 times"):
        edit.replace("o", "0", file=poem)
    assert Path(poem).read_text() == before
