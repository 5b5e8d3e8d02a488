"""Every widget does in Firefox what it is for; what it does in detail is tested in Chromium."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, missing
from tests.test_lab_semantics import node

NO_FIREFOX = 3
SOLUTION = (ROOT / "exercises/by-hand/solution.py").read_text(encoding="utf-8")
ASKED = "#quiz-why-does-the-file-break-with"
EXERCISE = "#exercise-by-hand"
STATUS = f"{EXERCISE} .exercise-status"
# In this order, in one browser: the last one counts what the others have left there.
WIDGETS = {
    "quiz": [
        ("open", "line-by-line/import-os.html"),
        ("click", f"{ASKED} input[value='2']"),
        ("click", f"{ASKED} .quiz-bar button"),
        ("shows", f"{ASKED} .quiz-said", "^Not this one"),
        ("click", f"{ASKED} input[value='1']"),
        ("click", f"{ASKED} .quiz-bar button"),
        ("shows", f"{ASKED} .quiz-said", "^Right"),
    ],
    "break-it": [
        ("open", "line-by-line/break-it.html"),
        ("shows", ".break-it:has(select:enabled)", "import os"),
        ("set", "[data-line='10'] select", "line-10-delete-it"),
        ("shows", ".break-it [role=status]", "It ends in NameError"),
    ],
    "race": [
        ("open", "asgi-and-wsgi/race.html"),
        ("shows", ".race:has(fieldset:enabled)", "The load"),
        ("set", ".race [name=clients]", "40"),
        ("shows", ".race-status", "Answers a second"),
    ],
    "recorder": [
        ("open", "protocol/watch.html"),
        ("click", ".recorder-walk button[aria-label='Step forward']"),
        ("shows", ".recorder-position", "^Step 1 of"),
        ("click", ".recorder .lab-run"),
        ("shows", ".recorder-status", "^Recorded in this browser"),
    ],
    "exercise": [
        ("open", "practice/exercises-by-hand.html"),
        ("click", f"{EXERCISE} .exercise-check"),
        ("shows", STATUS, "^0 of 2 so far"),
        ("click", f"{EXERCISE} .exercise-check + button"),
        ("shows", f"{EXERCISE} .cm-content", "async def"),
        ("write", f"{EXERCISE} .cm-content", SOLUTION),
        ("shows", f"{EXERCISE} .cm-content", "Splash!"),
        ("click", f"{EXERCISE} .exercise-check"),
        ("shows", STATUS, "^Solved"),
    ],
    "progress": [
        ("open", "practice/index.html"),
        ("shows", "li[data-page='line-by-line/import-os']", "1 of 1 question"),
        ("shows", "li[data-page='practice/exercises-by-hand']", "1 of 4 exercises"),
        ("click", ".progress-chapter button"),
        ("shows", "li[data-page='line-by-line/import-os']", "0 of 1 question|[^f] 1 question"),
    ],
}


@pytest.fixture(scope="module")
def lacking(site: Path) -> dict[str, str]:
    """What has not come, by widget; nothing where all has."""
    command = [node(), str(ROOT / "tests/js/in-firefox.mjs"), str(site)]
    # Firefox refuses to run as root in the home of somebody else.
    env = os.environ | ({"HOME": "/root"} if os.geteuid() == 0 else {})
    done = subprocess.run(
        command, input=json.dumps(WIDGETS), capture_output=True, text=True, env=env, check=False
    )
    if done.returncode == NO_FIREFOX:
        missing("firefox-esr")
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_widget_works_in_firefox(lacking: dict[str, str], widget: str) -> None:
    """Its main action leads where it should."""
    assert lacking[widget] == ""
