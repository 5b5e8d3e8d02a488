"""Guards the install lines of the pages: they bring what the terminals then run."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.pond_fixtures import PROJECT

# These speak of the repository itself, or need neither project nor package.
ELSEWHERE = {"about/contributing", "about/verified", "claims/the-file", "teach/class-room"}
DOCS = ROOT / "docs"


def name_of(page: Path) -> str:
    """Return the page as a link has it."""
    return str(page.relative_to(DOCS).with_suffix(""))


PAGES = [
    page
    for page in sorted(DOCS.rglob("*.rst"))
    if ":: console" in page.read_text("utf-8") and name_of(page) not in ELSEWHERE
]
REQUIREMENTS = PROJECT / "deploy/requirements.txt"
COMMAND = re.compile(r"^   \$ (.+)$", re.MULTILINE)
# Typed, or told in a sentence.
INSTALL = re.compile(r"(?:   \$ |``)python -m pip install (?!-r)([^`\n]+)")
# What a command needs beyond the package whose name it says.
OPTIONS = {
    r"granian .*--reload": {"watchfiles"},
    r"gunicorn .*--http-protocols h2": {"h2"},
    r"daphne -e ssl": {"h2", "priority"},
    r"puddle\.with_daphne": {"daphne"},
}


def brought(lines: list[str]) -> set[str]:
    """Return the names of all packages that pip installs for ``lines``, by what each declares."""
    found: set[str] = set()
    asked: set[str] = set()
    todo = [Requirement(line) for line in lines]
    while todo:
        wanted = todo.pop()
        if str(wanted) in asked:
            continue
        asked.add(str(wanted))
        found.add(canonicalize_name(wanted.name))
        for below in map(Requirement, requires(wanted.name) or []):
            extras = wanted.extras or {""}
            if below.marker is None or any(below.marker.evaluate({"extra": e}) for e in extras):
                todo.append(below)
    return found


def listed() -> list[str]:
    """Return the requirements that every page begins with."""
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def installed_by(text: str) -> list[str]:
    """Return what the page's own lines install."""
    return [word.strip("'") for packages in INSTALL.findall(text) for word in packages.split()]


def at_hand() -> list[str]:
    """Return what is installed before any page is typed: the list, and the other servers."""
    return [*listed(), *installed_by((DOCS / "deploy/before-you-type.rst").read_text("utf-8"))]


@cache
def package_of() -> dict[str, str]:
    """Return the package behind the name of each importable module and of each program."""
    names = {module: packages[0] for module, packages in packages_distributions().items()}
    for package in distributions():
        programs = [file.name for file in package.files or [] if file.parent.name == "bin"]
        names |= dict.fromkeys(programs, package.name)
    return {name: canonicalize_name(package) for name, package in names.items()}


def needed_by(commands: list[str]) -> set[str]:
    """Return the packages that ``commands`` name, as programs, modules or options."""
    words = {word.partition(".")[0] for word in re.findall(r"[\w.-]+", "\n".join(commands))}
    needed = {package_of()[word] for word in words & package_of().keys() - {"pip"}}
    return needed.union(
        *(more for begin, more in OPTIONS.items() if re.search(begin, "\n".join(commands)))
    )


def missing_on(text: str) -> set[str]:
    """Return what a page runs, and neither its own install lines nor the list bring."""
    commands = COMMAND.findall(text)
    typed = [command for command in commands if " pip install " not in command]
    return needed_by(typed) - brought([*at_hand(), *installed_by(text)])


def imported() -> Iterator[str]:
    """Yield the first name of each import in the example project.

    The other entry points need packages of their own, which the pages of Grow install.
    """
    others = set(PROJECT.glob("entrypoints/*.py")) - {PROJECT / "entrypoints/websocket.py"}
    for file in set(PROJECT.rglob("*.py")) - others:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_page_installs_what_it_runs(page: Path) -> None:
    """Whoever has installed the list and what the page adds can type the page."""
    assert missing_on(page.read_text("utf-8")) == set()


def test_the_list_brings_what_the_project_imports() -> None:
    """The pond, its production and its talkers run on ``deploy/requirements.txt`` alone."""
    needed = {package_of()[name] for name in imported() if name in package_of()}
    # Strings name these: a channel layer, a database.
    needed |= {"channels-redis", "psycopg-binary"}
    assert {"django", "channels", "websockets", "dj-database-url"} <= needed
    assert needed - brought(listed()) == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_page_leads_to_what_stands_before_it(page: Path) -> None:
    """A page with commands says where they are typed."""
    assert "before-you-type" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("fastapi run x.py", {"fastapi"}),
        ("gunicorn -k uvicorn_worker.UvicornWorker x:y", {"uvicorn-worker"}),
        ("python -m pip install supervisor\n   $ supervisord -n -c x", set()),
        ("supervisord -n -c x", {"supervisor"}),
    ],
)
def test_a_missing_package_is_found(command: str, missing: set[str]) -> None:
    """What a page runs without installing it is named."""
    assert missing_on(f"   $ {command}\n") == missing
