"""Every public name of the example project stands in the API reference."""

import ast
from collections.abc import Iterator
from pathlib import Path

from sphinx.util.inventory import InventoryFile

from tests.conftest import ROOT

EXAMPLE_PROJECT = ROOT / "example_project"
# startproject's files are read line by line instead; migrations are written by Django.
ELSEWHERE = ("puddle", "manage", "pond.migrations", "shore.migrations")


def public_names(folder: Path) -> Iterator[str]:
    """Yield the dotted name of every public class and function below ``folder``."""
    for file in sorted(folder.rglob("*.py")):
        module = ".".join(file.relative_to(folder).with_suffix("").parts)
        module = module.removesuffix(".__init__")
        if module.startswith(ELSEWHERE):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            name = getattr(node, "name", "_")
            if not name.startswith("_"):
                yield f"{module}.{name}"


def documented_names(site: Path) -> set[str]:
    """Return every Python name that the built site can link to."""
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    domains = ("py:function", "py:class", "py:module", "py:data")
    return {name for domain in domains for name in inventory.data.get(domain, {})}


def test_every_public_name_is_documented(site: Path) -> None:
    """No function and no class of the example project is left out."""
    missing = set(public_names(EXAMPLE_PROJECT)) - documented_names(site)
    assert not missing, f"Add these to docs/reference/api.rst: {sorted(missing)}"


def test_an_undocumented_name_is_found(site: Path, tmp_path: Path) -> None:
    """A new function that the reference does not name is found."""
    (tmp_path / "pond").mkdir()
    (tmp_path / "pond" / "frogs.py").write_text("def croak(): ...\ndef _breathe(): ...\n")
    assert set(public_names(tmp_path)) - documented_names(site) == {"pond.frogs.croak"}
