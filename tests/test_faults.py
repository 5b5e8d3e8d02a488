"""Faults planted in a page or in the example project fail the build with a message that helps."""

import pytest

from tests.conftest import SmallSite

QUOTE = """
.. literalinclude:: /../example_project/puddle/asgi.py
   :start-at: os.environ.setdefault
   :end-at: os.environ.setdefault
   :lineno-match:
"""


def plant(site: SmallSite, file: str, old: str, new: str) -> None:
    """Replace ``old`` by ``new`` in a file of the example project."""
    path = site.root / "example_project" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def build_fails(site: SmallSite, *messages: str) -> None:
    """Build and expect failure, with each of ``messages`` in what is printed."""
    code, output = site.build()
    assert code != 0, "The fault went unnoticed."
    for message in messages:
        assert message in output


def test_a_sound_page_builds(small_site: SmallSite) -> None:
    """Without a fault the build succeeds, so the failures below have one cause."""
    small_site.page("index", QUOTE)
    code, output = small_site.build()
    assert code == 0, output


def test_a_changed_line_is_found(small_site: SmallSite) -> None:
    """A quote whose text has changed names the page and the text it looked for."""
    plant(small_site, "puddle/asgi.py", "os.environ.setdefault", "environ.setdefault")
    small_site.page("index", QUOTE)
    build_fails(
        small_site, "index.rst:5: WARNING: start-at pattern not found: os.environ.setdefault"
    )


def test_a_quoted_line_keeps_its_number(small_site: SmallSite) -> None:
    """A line added above moves the number that the page shows."""
    plant(small_site, "puddle/asgi.py", "import os\n", "# Ours.\nimport os\n")
    small_site.page("index", QUOTE)
    assert small_site.build()[0] == 0
    html = (small_site.root / "build/html/index.html").read_text(encoding="utf-8")
    assert '<span class="linenos">15</span>' in html


def test_a_missing_file_is_found(small_site: SmallSite) -> None:
    """A quote from a file that is gone names the file."""
    (small_site.root / "example_project/puddle/wsgi.py").unlink()
    small_site.page("index", ".. literalinclude:: /../example_project/puddle/wsgi.py")
    build_fails(small_site, "index.rst:4", "puddle/wsgi.py' not found")


def test_a_dead_cross_reference_is_found(small_site: SmallSite) -> None:
    """A link to a page, a term or a name that does not exist is named with its line."""
    small_site.page("index", ":doc:`nowhere`\n\n:term:`umbrella`\n\n:py:func:`pond.croak`")
    build_fails(
        small_site,
        "index.rst:4: WARNING: unknown document: 'nowhere'",
        "index.rst:6: WARNING: term not in glossary: 'umbrella'",
        "index.rst:8: WARNING: py:func reference target not found: pond.croak",
    )


def test_an_orphan_page_is_found(small_site: SmallSite) -> None:
    """A page that no toctree names is named."""
    small_site.page("index", "Home.")
    small_site.page("lost", "Nobody comes here.")
    build_fails(small_site, "lost.rst: WARNING: document isn't included in any toctree")


def test_a_broken_example_project_is_found(small_site: SmallSite) -> None:
    """An example project that cannot be imported fails the doctests that use it."""
    plant(small_site, "pond/whoami.py", "import threading", "import thredding")
    small_site.page("index", ">>> import pond.whoami")
    code, output = small_site.build("doctest")
    assert code != 0
    assert "ModuleNotFoundError: No module named 'thredding'" in output


@pytest.mark.parametrize("value", ["harbour.settings", "puddle.production", ""])
def test_what_the_shell_exports_does_no_harm(
    small_site: SmallSite, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """The site builds in a shell that works on another project."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", value)
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    small_site.page("index", "Home.")
    code, output = small_site.build()
    assert code == 0, output


def test_a_new_rule_judges_old_pages(small_site: SmallSite) -> None:
    """A change in ``sphinx_ext`` has pages judged again that have not changed themselves."""
    small_site.page("index", QUOTE)
    assert small_site.build()[0] == 0
    rules = small_site.root / "sphinx_ext" / "proofs.py"
    rules.write_text(rules.read_text().replace('{".py", ".js"}', '{".nope"}'))
    build_fails(small_site, "This code block quotes asgi.py, which nothing runs")
