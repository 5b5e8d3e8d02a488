"""Guards the order of every entry point against isort, ruff and black, the real tools."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_ext.workspace import clean_environment
from tests.pond_fixtures import PROJECT
from tests.test_entrypoints_testing import ENTRY_POINTS

RUFF_SORTS = ["ruff", "check", "--isolated", "--select", "I", "--fix"]
TOOLS = {
    "isort": ["isort"],
    "isort as black": ["isort", "--profile", "black"],
    "black": ["black"],
    "ruff check": RUFF_SORTS,
    "ruff format": ["ruff", "format", "--isolated"],
}
BY_EFFECT = """\
from puddle.asgi import application as django_application
from pond.routing import websocket_urlpatterns
"""


def treated(file: Path, tool: list[str]) -> str:
    """Return the text of the file once the tool has changed it."""
    program, *words = tool
    command = [str(Path(sys.executable).parent / program), "--quiet", *words, str(file)]
    if program == "ruff":
        command[1:3] = [words[0], "--quiet"]
    subprocess.run(command, cwd=file.parent, check=True, env=clean_environment())
    return file.read_text()


def order(source: str) -> list[str]:
    """Return the names that a module imports and assigns, in their order."""
    return [ast.unparse(statement) for statement in ast.parse(source).body]


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_order_is_kept(tmp_path: Path, entry_point: str, tool: str) -> None:
    """What stands below the call stays there, whichever tool has been over the file."""
    source = (PROJECT / f"{entry_point.replace('.', '/')}.py").read_text()
    (tmp_path / "asgi.py").write_text(source)
    after = order(treated(tmp_path / "asgi.py", TOOLS[tool]))
    call = next(at for at, line in enumerate(after) if "get_asgi_application()" in line)
    ours = set(order(source)[: order(source).index(after[call])])
    assert sorted(after) == sorted(order(source))
    assert set(after[:call]) == ours


@pytest.mark.parametrize("tool", [["isort"], RUFF_SORTS], ids=["isort", "ruff"])
def test_order_of_two_imports_is_not_kept(tmp_path: Path, tool: list[str]) -> None:
    """Two imports side by side are sorted, though the first is there for its effect; or split."""
    (tmp_path / "plain.py").write_text(BY_EFFECT)
    assert order(treated(tmp_path / "plain.py", tool)) == order(BY_EFFECT)[::-1]
    (tmp_path / "split.py").write_text(BY_EFFECT.replace("from pond", "# isort: split\nfrom pond"))
    assert order(treated(tmp_path / "split.py", tool)) == order(BY_EFFECT)


def test_isort_can_be_told_to_break_it(tmp_path: Path) -> None:
    """With float_to_top it lifts an import above the call, unless the file says skip_file."""
    source = (PROJECT / "entrypoints" / "websocket.py").read_text()
    float_to_top = ["isort", "--float-to-top"]
    (tmp_path / "floated.py").write_text(source)
    floated = order(treated(tmp_path / "floated.py", float_to_top))
    assert sorted(floated) == sorted(order(source))
    assert floated != order(source)
    (tmp_path / "skipped.py").write_text(f"# isort: skip_file\n{source}")
    assert order(treated(tmp_path / "skipped.py", float_to_top)) == order(source)
