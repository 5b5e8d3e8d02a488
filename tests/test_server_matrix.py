"""The server matrix's directives: a table whose cells link to their runs, and clear errors."""

import json

import pytest
from bs4 import BeautifulSoup

from tests.conftest import SmallSite


def cell(answer: str) -> dict[str, object]:
    """Return one cell of results."""
    return {"answer": answer, "command": "duck", "evidence": ["$ duck", answer]}


RESULTS = {
    "date": "2026-01-31",
    "machine": {"cores": 2, "system": "Pond OS", "python": "3.13.0"},
    "versions": {"duck": "1.0", "swan": "2.0"},
    "themes": {"swimming": ["speed", "depth"]},
    "probes": {
        "speed": {"title": "Speed", "what": "It swims away."},
        "depth": {"title": "Depth", "what": "It dives."},
    },
    "cells": {
        "duck": {"speed": cell("slow"), "depth": cell("shallow")},
        "black swan": {"speed": cell("fast"), "depth": cell("deep")},
    },
}
ALL = ".. server-matrix:: swimming\n\n.. server-runs:: swimming\n\n.. server-versions::"


@pytest.fixture
def pond(small_site: SmallSite) -> SmallSite:
    """A small site with results of its own."""
    folder = small_site.root / "bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "servers.json").write_text(json.dumps(RESULTS))
    return small_site


def built(site: SmallSite) -> BeautifulSoup:
    """Build, and return the first page."""
    code, output = site.build()
    assert code == 0, output
    text = (site.root / "build/html/index.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def test_a_row_is_a_server_and_a_column_a_question(pond: SmallSite) -> None:
    """The answers stand in the order of the results, below the titles of the questions."""
    pond.page("index", ALL)
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in built(pond).select(".server-matrix tr")
    ]
    expected = [["Server", "Speed", "Depth"], ["duck", "slow", "shallow"]]
    assert rows == [*expected, ["black swan", "fast", "deep"]]


def test_each_answer_leads_to_its_run_on_another_page(pond: SmallSite) -> None:
    """The target of a link is a heading, and below it stands what was typed."""
    pond.page("index", ".. server-matrix:: swimming\n\n.. toctree::\n\n   runs")
    pond.page("runs", ".. server-runs:: swimming")
    links = [str(link["href"]) for link in built(pond).select(".server-matrix td a")]
    assert links[2] == "runs.html#run-black-swan-speed"
    runs = BeautifulSoup((pond.root / "build/html/runs.html").read_text(), "html.parser")
    for link in links:
        section = runs.find(id=link.partition("#")[2])
        assert section
        assert section.find(["h3", "h4"])
        assert "$ duck" in section.get_text()


def test_a_wide_table_scrolls_by_keyboard(pond: SmallSite) -> None:
    """One region with a name and a place in the tab order is around the table, and no other."""
    pond.page("index", ALL)
    page = built(pond)
    (region,) = page.select(".table-wrapper")
    assert region.attrs.items() >= {"tabindex": "0", "role": "region"}.items()
    assert region["aria-label"] == "Server matrix: swimming"
    assert [child.name for child in region.find_all(recursive=False)] == ["table"]
    assert page.select('link[href*="server-matrix.css"]')


def test_a_page_can_show_some_of_the_servers(pond: SmallSite) -> None:
    """``:servers:`` leaves the others out."""
    pond.page("index", ALL.replace("\n", "\n   :servers: black swan\n", 1))
    rows = built(pond).select(".server-matrix tbody tr")
    assert [row.th.get_text(strip=True) for row in rows if row.th] == ["black swan"]


def test_date_machine_and_versions_are_told(pond: SmallSite) -> None:
    """A reader sees what the answers hold for."""
    pond.page("index", ALL)
    told = built(pond).select_one(".server-versions")
    assert told
    for part in ("2026-01-31", "2 cores, Pond OS, Python 3.13.0", "duck 1.0, swan 2.0"):
        assert part in told.get_text()


def test_every_cell_counts_as_measured(pond: SmallSite) -> None:
    """A table and the run of each cell are blocks with a proof."""
    pond.page("index", ALL)
    built(pond)
    proofs = json.loads((pond.root / "build/html/proofs.json").read_text())
    assert (proofs["blocks"]["measured"], proofs["unproved"]) == (5, 0)


def test_other_formats_show_the_table_too(pond: SmallSite) -> None:
    """Plain text has no regions, and a table all the same."""
    pond.page("index", ALL)
    code, output = pond.build("text")
    assert code == 0, output
    assert "black swan" in (pond.root / "build/text/index.txt").read_text()


MISTAKES = [
    (".. server-matrix:: flying", "there is no theme 'flying'; there are: swimming."),
    (
        ".. server-matrix:: swimming\n   :servers: goose",
        "there is no server 'goose'; there are: duck, black swan.",
    ),
    (".. server-runs:: flying", "there is no theme 'flying'"),
    (".. server-matrix:: swimming", "undefined label: 'run-duck-speed'"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_told(pond: SmallSite, text: str, message: str) -> None:
    """A wrong name is answered with the right ones, a table without its runs fails the build."""
    pond.page("index", text)
    code, output = pond.build()
    assert code != 0
    assert message in output


def test_a_question_that_was_not_put_is_told(pond: SmallSite) -> None:
    """A cell that is missing names the server, the question and the command."""
    file = pond.root / "bench" / "results" / "servers.json"
    file.write_text(file.read_text().replace('"depth": {"answer": "deep"', '"x": {"answer": ""'))
    pond.page("index", ALL)
    code, output = pond.build()
    assert code != 0
    assert "black swan has not been asked: depth. Run make matrix." in output


def test_missing_results_are_told(small_site: SmallSite) -> None:
    """Without the file the message says who writes it."""
    (small_site.root / "bench/results/servers.json").unlink(missing_ok=True)
    small_site.page("index", ALL)
    code, output = small_site.build()
    assert code != 0
    assert "servers.json" in output
    assert "Write it with make matrix." in output
