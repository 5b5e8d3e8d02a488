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
# What stands in deploy/, and the test module that gives it to the program that reads it.
CHECKED = {
    "Dockerfile": "test_deploy_container",
    "healthcheck.py": "test_deploy_container",
    "nginx": "test_deploy_nginx",
    "requirements.txt": "test_deploy_container",
    "supervisord.conf": "test_deploy_supervisor",
    "systemd": "test_deploy_units",
    "who_listens.py": "test_deploy_port",
}
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "for this test only",
    "ALLOWED_HOSTS": "localhost",
}


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


def test_every_configuration_is_checked() -> None:
    """Each file of deploy/ is named by the test module that gives it to its program."""
    names = {file.name for file in (EXAMPLE_PROJECT / "deploy").iterdir()} - {"__pycache__"}
    assert names == CHECKED.keys()
    for name, module in CHECKED.items():
        tests = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
        assert name in tests, f"{module} never names {name}."


def test_a_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    """A module with a mistake is named by the traceback."""
    (tmp_path / "puddle").mkdir()
    (tmp_path / "puddle" / "asgi.py").touch()
    (tmp_path / "frogs.py").write_text("import croak\n")
    assert "No module named 'croak'" in import_error("frogs", tmp_path)
