"""The explainer is quick enough to look at every file of a large organisation."""

from bench.explain import EXPERIMENT, FOLDERS, files_per_second, sources
from bench.results import load
from explain_asgi import explain

ENOUGH = 200  # Ordinary files in a second of one core.


def test_ordinary_files_are_quick() -> None:
    """One core explains at least 200 ordinary files in a second, in the best of five rounds."""
    texts = sources("without findings")
    assert max(files_per_second(texts, explain, 0) for _ in range(5)) >= ENOUGH


def test_what_is_measured_is_the_corpus() -> None:
    """Both kinds have files."""
    assert all(len(sources(files)) >= 40 for files in FOLDERS)


def test_the_figure_of_the_page_is_enough() -> None:
    """What was written down says the same, for files with findings too."""
    result = load("explain")
    assert set(result.cells) == set(EXPERIMENT.keys())
    for files in FOLDERS:
        assert result.figure("rate", f"{files}/explained").median >= ENOUGH
