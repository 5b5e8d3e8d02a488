"""Every command of CONTRIBUTING.md is typed, in its order, in a copy that has one section."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, small_site_in
from tests.test_makefile import built

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", TEXT, re.MULTILINE)
TREE = ".. toctree::\n   :hidden:\n\n   {}"
GLOSSARY = ".. glossary::\n\n   application\n      What a server calls."
PERSON = {"NAME": "Newt", "EMAIL": "newt@pond.example"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository as a contributor has it, with few pages and all that was installed."""
    site = small_site_in(tmp_path)
    site.page("index", f"{TREE.format('grow/index')}\n\n{GLOSSARY}")
    site.page("grow/index", TREE.format("the-pond"))
    site.page("grow/the-pond", "Water.")
    for name in ("Makefile", "requirements.txt", "pyproject.toml", ".gitignore"):
        shutil.copy2(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / ".venv").symlink_to(sys.prefix)
    built(tmp_path)
    typed(
        tmp_path, "git init --quiet --initial-branch main && git add . && git commit --quiet -m One"
    )
    return tmp_path


def typed(folder: Path, command: str) -> str:
    """Type a command in a shell, and return what it printed; it must succeed."""
    person = {
        f"GIT_{who}_{what}": PERSON[what] for who in ("AUTHOR", "COMMITTER") for what in PERSON
    }
    environment = os.environ | person | {"GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, text=True, capture_output=True
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_is_typed(clone: Path) -> None:
    """From a clone to a commit nothing fails, and the commit holds the page and its place."""
    for command in COMMANDS:
        typed(clone, command)
    changed = typed(clone, "git show --stat --format=%s")
    assert changed.splitlines()[0] == "A wall in front of asgi.py has a page"
    assert "docs/grow/behind-a-wall.rst" in changed
    assert "docs/grow/index.rst" in changed
    assert "build/" not in changed


def test_what_it_names_is_there() -> None:
    """Each path in it exists, and each make word is a target."""
    paths = re.findall(r"`([a-z_]+(?:/[\w.-]+)+/?)`|\]\(([\w./-]+)\)", TEXT)
    assert len(paths) > 4
    for path in ("".join(pair) for pair in paths):
        assert (ROOT / path).exists(), path
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    assert {*re.findall(r"make ([a-z-]+)", "\n".join(COMMANDS))} <= {*phony[1].split()}


def test_there_are_enough_commands() -> None:
    """The way from a clone to a commit is in it."""
    assert len(COMMANDS) >= 7
