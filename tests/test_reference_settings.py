"""The page on settings names settings that there are, and leads to pages that speak of them."""

import re
from collections.abc import Iterator

import pytest
from django.conf import global_settings

from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "reference/settings.rst").read_text(encoding="utf-8")
# Read by Daphne and Channels; and a key of DATABASES each.
NOT_DJANGOS = {"ASGI_APPLICATION", "CHANNEL_LAYERS"}
OF_A_DATABASE = {"CONN_MAX_AGE", "ATOMIC_REQUESTS"}


def entries(text: str) -> dict[str, str]:
    """Return the text below each setting of a definition list."""
    return dict(re.findall(r"^``([A-Z_]+)``\n((?:   .+\n)+)", text, flags=re.MULTILINE))


def targets(text: str) -> Iterator[str]:
    """Yield the pages that a text links, a label's page too."""
    yield from re.findall(r":doc:`[^`]*</([\w/-]+)>`", text)
    for label in re.findall(r":ref:`[^`]*<([\w-]+)>`", text):
        for page in DOCS.rglob("*.rst"):
            if f".. _{label}:\n" in page.read_text(encoding="utf-8"):
                yield str(page.relative_to(DOCS).with_suffix(""))


ENTRIES = entries(PAGE)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_setting_exists_and_is_run_where_the_page_leads(name: str) -> None:
    """It is one of Django's, or of the two packages; the linked page has it in its text."""
    assert hasattr(global_settings, name) or name in NOT_DJANGOS | OF_A_DATABASE
    pages = list(targets(ENTRIES[name]))
    assert pages, f"{name} leads nowhere"
    for page in pages:
        assert name in (DOCS / f"{page}.rst").read_text(encoding="utf-8"), f"{page} lacks {name}"


def test_the_list_is_worth_a_visit() -> None:
    """At least twenty settings have a line."""
    assert len(ENTRIES) >= 20


def test_a_setting_without_a_page_is_found() -> None:
    """A planted entry has no target."""
    found = entries("``DEBUG``\n   Nobody says why.\n")
    assert list(targets(found["DEBUG"])) == []
