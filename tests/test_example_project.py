"""Every Python file of the example project can be imported, so what the pages quote is real."""

import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_ext.workspace import EXAMPLE_PROJECT, clean_environment

MODULES = sorted(
    ".".join(file.relative_to(EXAMPLE_PROJECT).with_suffix("").parts).removesuffix(".__init__")
    for file in EXAMPLE_PROJECT.rglob("*.py")
)
PRODUCTION = {"SECRET_KEY": "for this test only", "ALLOWED_HOSTS": "localhost"}


def import_error(module: str, folder: Path) -> str:
    """Import ``module`` in a new Python, below a Django that is set up; return what it says."""
    program = f"import puddle.asgi, importlib; importlib.import_module({module!r})"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=folder,
        env=clean_environment() | PRODUCTION,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("module", MODULES)
def test_the_module_can_be_imported(module: str) -> None:
    """The import succeeds in a new Python, without a warning."""
    assert import_error(module, EXAMPLE_PROJECT) == ""


def test_a_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    """A module with a mistake is named by the traceback."""
    (tmp_path / "puddle").mkdir()
    (tmp_path / "puddle" / "asgi.py").touch()
    (tmp_path / "frogs.py").write_text("import croak\n")
    assert "No module named 'croak'" in import_error("frogs", tmp_path)
