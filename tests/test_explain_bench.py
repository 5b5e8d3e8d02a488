"""The explainer is quick enough to look at every file of a large organisation."""

import pytest

from bench.explain import files_per_second, main, sources

ENOUGH = 200  # Ordinary files in a second of one core.


def test_ordinary_files_are_quick() -> None:
    """One core explains at least 200 ordinary files in a second, in the best of five rounds."""
    assert max(files_per_second(sources()["right"], rounds=5)) >= ENOUGH


def test_the_script_prints_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """The script tells the machine, and a median with its spread."""
    assert main(["--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert "cores" in printed
    assert printed.count("files/s") == 2
