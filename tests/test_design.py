"""What ``about/design`` says of the house is so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/about/design.rst").read_text(encoding="utf-8")
PARTS = {"bench", "example_project", "explain_asgi", "lab", "pictures", "sphinx_ext", "tests"}


def imported(folder: Path) -> Iterator[str]:
    """Yield the first part of the name of each module that is imported below ``folder``."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (name.name.split(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


@pytest.mark.parametrize("part", ["example_project", "explain_asgi"])
def test_a_part_stands_alone(part: str) -> None:
    """Neither the example project nor the explainer imports anything of the rest."""
    found = set(imported(ROOT / part))
    assert found
    assert not found & (PARTS - {part})


def test_an_import_of_the_rest_is_found(tmp_path: Path) -> None:
    """At any depth, and in either form."""
    (tmp_path / "one.py").write_text("def f():\n    from bench.results import load\nimport lab.x\n")
    assert set(imported(tmp_path)) == {"bench", "lab"}


def test_the_lab_knows_no_page() -> None:
    """But for the one about itself, to which its menu leads."""
    docs = ROOT / "docs"
    pages = {str(page.relative_to(docs).with_suffix("")) for page in docs.glob("*/**/*.rst")}
    scripts = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "lab/src").glob("lab*.js")
    )
    assert {page for page in pages if re.search(rf"\b{page}\b", scripts)} == {"about/lab"}


def test_every_part_of_the_table_is_a_folder_and_in_the_drawing() -> None:
    """Both name the same parts."""
    named = re.findall(r"^   \* - ``(\w+)``$", PAGE, re.MULTILINE)
    drawing = (ROOT / "docs/about/house.svg").read_text(encoding="utf-8")
    assert set(named) | {"the site"} == set(re.findall(r'font-weight="600">([^<]+)<', drawing))
    assert [name for name in named if not (ROOT / name).is_dir()] == []
