"""The tables of options name what the servers print about themselves."""

import pytest

from bench.reference import options
from bench.reference.results import OPTIONS, read
from tests.conftest import ROOT

AGAIN = "Run make reference."


def test_every_option_of_a_table_is_one_that_its_server_prints() -> None:
    """No option is misspelt, and none is gone."""
    assert options.unknown(read(OPTIONS)) == [], AGAIN


def test_an_option_that_no_server_prints_is_found() -> None:
    """A planted one is told with its task."""
    results = read(OPTIONS)
    results["themes"]["time"]["stop"]["daphne"] = "--graceful"
    assert options.unknown(results) == ["daphne --graceful (stop)"]


@pytest.mark.parametrize("server", options.SERVERS)
def test_the_help_of_a_server_is_that_of_the_results(server: str) -> None:
    """A new version may bring an option that belongs into a table."""
    assert options.options_of(options.helped(server)) == read(OPTIONS)["options"][server], AGAIN


def test_the_tables_are_those_of_today() -> None:
    """What the source says of the tasks has reached the page, each theme in a table."""
    assert read(OPTIONS)["themes"] == options.by_task(), AGAIN
    page = (ROOT / "docs/reference/options.rst").read_text(encoding="utf-8")
    shown = [line.partition(":: ")[2] for line in page.splitlines() if ".. server-options" in line]
    assert shown == list(options.THEMES)


# What the page says in words about rows: the sentence, the task and who has no option.
LACKING = [
    ("Daphne has no workers", "processes", "workers", {"daphne"}),
    ("Hypercorn believes no proxy without a wrapper", "behind a proxy", "believe its headers",
     {"hypercorn", "granian"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "theme", "task", "without"), LACKING)
def test_the_prose_says_what_the_table_says(
    sentence: str, theme: str, task: str, without: set[str]
) -> None:
    """Who is named has no option; the page on each server says the same."""
    assert sentence in (ROOT / "docs/reference/options.rst").read_text(encoding="utf-8")
    assert set(options.SERVERS) - set(read(OPTIONS)["themes"][theme][task]) == without


def test_no_server_has_an_option_for_the_size_of_a_body() -> None:
    """So the limit is a matter of the proxy, or of a wrapper."""
    assert not [name for name in options.SERVERS if "body" in options.helped(name).lower()]
