"""In the lab, threads, loops and Django behave as on CPython: a table of small programs."""

import html
import json
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sphinx_ext.workspace import clean_environment, workspace
from tests.conftest import ROOT, SmallSite, missing

TABLES = tomllib.loads((ROOT / "lab" / "semantics.toml").read_text(encoding="utf-8"))
TABLE, STOPS = TABLES["behaviour"], TABLES["stop"]
NAMES = [row["name"] for row in TABLE]
# How many rows the lab cannot do as CPython does. It may only shrink.
DIFFERENT = 1
BEFORE = "import puddle.asgi\nfrom django.core.management import call_command\n"

# Runs programs from a file of JSON, and writes what each prints, as JSON.
DRIVER = """
import contextlib, io, json, sys, traceback
printed = []
for code in json.load(open(sys.argv[1])):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(code, "<behaviour>", "exec"), {"__name__": "__main__"})
        except BaseException:
            print(traceback.format_exc())
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
"""


@cache
def on_cpython() -> dict[str, str]:
    """Return what each program prints on the Python that runs this test."""
    codes = [BEFORE, *(row["code"] for row in TABLE)]
    with workspace() as project:
        (project / "codes.json").write_text(json.dumps(codes))
        command = [sys.executable, "-c", DRIVER, "codes.json"]
        done = subprocess.run(
            command, cwd=project, env=clean_environment(), capture_output=True, check=True
        )
    return dict(zip(NAMES, json.loads(done.stdout)[1:], strict=True))


def node() -> str:
    """Return Node: the one beside this Python, else the machine's."""
    found = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    return found or missing("node")


def answers(groups: list[list[str]], kind: str, *flags: str) -> list[list[dict[str, Any]]]:
    """Return what the lab says to each group of blocks, each in an interpreter of its own."""
    if not (ROOT / "lab" / "dist" / "lab.json").exists():
        missing("the built lab (make lab)")
    common: dict[str, Any] = {"kind": kind, "want": None, "options": {}, "documented": None}

    def group(codes: list[str]) -> dict[str, Any]:
        blocks = [common | {"index": n, "code": code} for n, code in enumerate(codes)]
        return {"page": "", "group": "", "blocks": blocks}

    asked = [group(codes) for codes in groups]
    command = [node(), str(ROOT / "lab" / "in-node.mjs"), "-", "--json", "--jobs=1", *flags]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return [answer["messages"] for answer in json.loads(done.stdout)]


@cache
def printed(codes: tuple[str, ...], *flags: str) -> list[str]:
    """Return what each program prints in one interpreter of the lab, under Node."""
    found = dict.fromkeys(range(len(codes)), "")
    for message in answers([list(codes)], "testcode", *flags)[0]:
        if message["type"] == "output":
            found[message["block"]] += message["text"]
    return list(found.values())


def in_lab(*flags: str) -> dict[str, str]:
    """Return what each program of the table prints in the lab."""
    found = printed((BEFORE, *(row["code"] for row in TABLE)), *flags)
    return dict(zip(NAMES, found[1:], strict=True))


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_cpython_does_what_the_table_says(row: dict[str, str]) -> None:
    """Each program prints on CPython what the table says."""
    assert on_cpython()[row["name"]] == row["prints"]


@pytest.mark.parametrize("flags", [(), ("--ahead",)], ids=["fresh", "spare"])
@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_the_lab_does_what_the_table_says(row: dict[str, str], flags: tuple[str, ...]) -> None:
    """Each program prints in the lab what CPython prints, or the difference that is listed."""
    assert in_lab(*flags)[row["name"]] == row.get("in_lab", row["prints"])


# Each is printed by a fresh interpreter, and by one that has imported ahead.
LOOK = """
import sys
from lab_runtime.ahead import from_file
print(sorted(name for name, module in sys.modules.items() if from_file(module)))
"""
UNSEEN = (
    LOOK,
    "import django\nprint(sorted(vars(django)))",
    "import django.db.models\nprint(django.db.models.__spec__.origin)\n" + LOOK,
    "from django.db.models.functions import Lower\nprint(Lower, django.db.models.Q)",
    "import puddle.asgi\n" + LOOK,
    """
before = django.utils.timezone
del sys.modules["django.utils.timezone"]
import django.utils.timezone
print(before is django.utils.timezone)
""",
)


def test_what_is_imported_ahead_is_not_seen() -> None:
    """No module and no attribute shows before it is imported, and what shows then is the same."""
    fresh, spare = printed(UNSEEN), printed(UNSEEN, "--ahead")
    assert spare == fresh
    assert "django" not in fresh[0]
    assert "django.core.handlers.asgi" in fresh[4]
    assert fresh[5] == "False\n"


def test_the_table_is_long_and_its_differences_few() -> None:
    """At least 30 behaviours, each with a name of its own; every difference has its reason."""
    assert len(TABLE) >= 30
    assert len(set(NAMES)) == len(TABLE)
    different = [row for row in TABLE if "in_lab" in row]
    assert len(different) == DIFFERENT
    assert all(row["because"] for row in different)


def test_what_must_be_stopped_is_stopped_and_explained() -> None:
    """Whatever the reader's code does, its block ends, with the reason, a line and a sentence."""
    said = answers([[row["code"]] for row in STOPS], "session")
    for row, messages in zip(STOPS, said, strict=True):
        stopped = next(each for each in messages if each["type"] == "block")["stopped"]
        assert stopped, row["code"]
        assert stopped["why"] == row["why"], row["code"]
        assert stopped["line"] in row.get("lines", [None]), row["code"]
        assert stopped["text"].endswith(".")
        assert messages[-1]["type"] == "done"


def test_every_row_stands_on_the_page(site: Path) -> None:
    """What is the same is in the table, and what differs is told with its reason."""
    page = (site / "about/lab-threads.html").read_text(encoding="utf-8")
    same, differs = page.split('id="what-differs"')
    for row in TABLE:
        where = differs if "in_lab" in row else same
        assert html.escape(row["name"], quote=False) in where
        assert html.escape(row.get("because", ""), quote=False) in where


def test_a_word_that_the_directive_does_not_know_fails_the_build(small_site: SmallSite) -> None:
    """The message says which words there are."""
    (small_site.root / "lab").mkdir(exist_ok=True)
    shutil.copy(ROOT / "lab/semantics.toml", small_site.root / "lab/semantics.toml")
    small_site.page("index", ".. lab-semantics:: similar")
    code, output = small_site.build()
    assert code == 1
    assert "lab-semantics: 'similar'; there is same and different." in output
