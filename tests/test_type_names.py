"""The API calls the types of the protocol by their names."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from bs4 import BeautifulSoup
from by_hand import Application, Send

from sphinx_ext.type_names import TypeNames

NAMES = TypeNames("by_hand", ("Application", "Send"))


def test_only_the_named_types_get_names() -> None:
    """Anything else is left to autodoc."""
    assert [NAMES(Application), NAMES(Send)] == ["Application", "Send"]
    assert NAMES(Callable[[], Awaitable[None]]) is None
    assert NAMES(str) is None


def test_a_signature_is_short(site: Path) -> None:
    """On the page of the entry points, what wraps an application takes one and returns one."""
    html = (site / "reference" / "entrypoints.html").read_text(encoding="utf-8")
    signature = BeautifulSoup(html, "html.parser").find(id="entrypoints.around.untouched")
    assert signature
    told = " ".join(signature.get_text().split())
    assert "untouched(application: Application) → Application" in told
