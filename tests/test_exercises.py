"""Every exercise is one: the starter fails, the solution passes, and what one may try fails."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from exercises import judge
from sphinx_ext.workspace import clean_environment
from tests.conftest import ROOT
from tests.test_lab_semantics import answers

EXERCISES = ROOT / "exercises"
JUDGE = (EXERCISES / "judge.py").read_text(encoding="utf-8")
FOLDERS = sorted(file.parent for file in EXERCISES.glob("*/checks.py"))
RIGHT = sorted([*EXERCISES.glob("*/solution.py"), *EXERCISES.glob("*/right_*.py")])
WRONG = sorted(EXERCISES.glob("*/wrong_*.py"))
# What waits for ever has to end in the lab, too.
WAITING = EXERCISES / "lifespan/wrong_4.py"
SECONDS = 60


def name(path: Path) -> str:
    """Return what a test is called."""
    return str(path.relative_to(EXERCISES)).removesuffix(".py")


def program(file: Path) -> str:
    """Return what the page hands to the lab, with ``file`` in the place of the reader's code."""
    code, checks = (part.read_text(encoding="utf-8") for part in (file, file.parent / "checks.py"))
    return f"{JUDGE}\ntell({code!r}, {checks!r})\n"


@cache
def judged(file: Path) -> list[dict[str, str]]:
    """Return what the checks say of a file, in a Python of its own beside the example project."""
    command = [sys.executable, "-W", "ignore", "-c", program(file)]
    env = clean_environment() | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT / "example_project", env=env, capture_output=True, timeout=SECONDS
    )
    *_, last = done.stdout.decode().splitlines() or [done.stderr.decode()]
    assert last.startswith(judge.MARK), last
    found: list[dict[str, str]] = json.loads(last.removeprefix(judge.MARK))
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_the_starter_fails_each_check_for_the_stated_reason(folder: Path) -> None:
    """The reasons stand in starter.txt, a line for each check."""
    reasons = [result["why"] for result in judged(folder / "starter.py")]
    assert reasons == (folder / "starter.txt").read_text(encoding="utf-8").splitlines()
    assert reasons
    assert all(reasons)


@pytest.mark.parametrize("file", RIGHT, ids=name)
def test_what_is_right_passes(file: Path) -> None:
    """The solution and other ways pass every check, and each says in words what it expects."""
    results = judged(file)
    assert [result["why"] for result in results] == [""] * len(results)
    assert all(result["expected"].endswith((".", "!")) for result in results)


@pytest.mark.parametrize("file", WRONG, ids=name)
def test_a_plausible_wrong_solution_fails(file: Path) -> None:
    """At least one check finds it, with a reason."""
    assert any(result["why"] for result in judged(file))


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_at_least_two_are_wrong(folder: Path) -> None:
    """And they are no copies of the starter or of one another."""
    texts = [file.read_text(encoding="utf-8") for file in folder.glob("wrong_*.py")]
    texts += [(folder / f"{own}.py").read_text(encoding="utf-8") for own in ("starter", "solution")]
    assert len(texts) == len(set(texts)) >= 4


def pages() -> dict[str, str]:
    """Return the text below each exercise of the site, by its folder."""
    text = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.rst"))
    parts = re.split(r"^\.\. exercise:: (\S+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_folder_stands_on_a_page() -> None:
    """There are at least fifteen, and five of them ask to spot the bug."""
    shown = pages()
    assert sorted(shown) == [folder.name for folder in FOLDERS]
    assert len(shown) >= 15
    bugs = (ROOT / "docs/practice/exercises-bugs.rst").read_text("utf-8").count(".. exercise::")
    told = sum("Spot the bug" in re.split(r"\n\S", text)[0] for text in shown.values())
    assert bugs + told >= 5


def test_the_lab_says_the_same() -> None:
    """Of every starter, of all that is right, and of what waits for ever, check by check."""
    files = [*EXERCISES.glob("*/starter.py"), *RIGHT, WAITING]
    for file, messages in zip(
        files, answers([[program(file)] for file in files], "testcode"), strict=True
    ):
        said = "".join(message["text"] for message in messages if message["type"] == "output")
        assert said == f"exercise: {json.dumps(judged(file))}\n", name(file)


def why(code: str) -> str:
    """Return why a check that calls ``ask`` fails."""
    (result,) = judge.judged(code, "def check_it(it): it.ask()\n")
    return result["why"]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero (line 2)"),
        ("assert not 1", "An assertion failed (line 2)."),
        ("raise SystemExit", "SystemExit (line 2)"),
        ("assert 0, 'No.'", "No."),
        ("1 +", "SyntaxError: invalid syntax (your code, line 2)"),
    ],
)
def test_a_reason_names_the_line(statement: str, reason: str) -> None:
    """Of an error, of an assertion without words, and where Python was to end."""
    assert why(f"def ask():\n    {statement}\n") == reason
