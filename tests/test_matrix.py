"""The server matrix is whole, up to date, and true: a part of its runs is made again."""

import json
import os
import re
from collections.abc import Iterator

import pytest

from bench.matrix.__main__ import refuse_to_mix
from bench.matrix.look import STEPS, Look, coarse, words
from bench.matrix.questions import QUESTIONS
from bench.matrix.results import PACKAGES, merged, read
from bench.servers import DAPHNE, HYPERCORN, SERVERS, UVICORN, Server
from tests.conftest import ROOT

RESULTS = read()
AGAIN = "Run make matrix."
# Answered in a second, so every server is asked again; the others are for two servers.
CHEAP = ("missing-module", "websocket", "headers-over-tcp", "socket-file")
DEAR = [
    (UVICORN, "request-under-way"),
    (DAPHNE, "request-under-way"),
    (DAPHNE, "stream-open"),
    (HYPERCORN, "stream-open"),
]
RUNS = [(server, name) for name in CHEAP for server in SERVERS] + DEAR


@pytest.fixture
def umask() -> Iterator[None]:
    """The umask that the results were made with."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(("server", "name"), RUNS, ids=lambda value: getattr(value, "name", value))
def test_a_run_made_again_gives_the_same_answer(server: Server, name: str) -> None:
    """What the page says of a server, the server does."""
    now, then = QUESTIONS[name].put_to(server), RESULTS["cells"][server.name][name]
    assert now["command"] == then["command"], AGAIN
    assert alike(now["answer"], then["answer"]), "\n".join([AGAIN, *now["evidence"]])


DURATIONS = ["at once", *(f"after {step} s" for step in STEPS)]


def alike(now: str, then: str) -> bool:
    """Return whether two answers are the same, with a duration at most one step apart."""
    steps = [found for text in (now, then) for found in re.findall("at once|after [0-9]+ s", text)]
    for step in steps:
        now, then = now.replace(step, "…"), then.replace(step, "…")
    places = [DURATIONS.index(step) for step in steps]
    return now == then and max(places, default=0) - min(places, default=0) <= 1


@pytest.mark.parametrize(
    ("now", "then", "same"),
    [
        ("403", "403", True),
        ("403", "500", False),
        ("ends after 3 s", "ends after 5 s", True),
        ("ends after 3 s", "ends after 10 s", False),
        ("ends at once", "still runs after 40 s", False),
    ],
)
def test_answers_are_compared_but_for_a_step_of_their_duration(
    now: str, then: str, same: bool
) -> None:
    """A busy machine ends a server a step later; nothing else may differ."""
    assert alike(now, then) is same


def test_every_question_was_put_to_every_server() -> None:
    """No cell is missing, none is left over, and each shows what was typed."""
    wanted = {server.name: list(QUESTIONS) for server in SERVERS}
    assert {name: list(cells) for name, cells in RESULTS["cells"].items()} == wanted, AGAIN
    for cells in RESULTS["cells"].values():
        for cell in cells.values():
            assert cell["answer"]
            assert f"$ {cell['command']}" in cell["evidence"], AGAIN


def test_the_questions_of_the_results_are_those_of_today() -> None:
    """Titles and descriptions reach the page through the results."""
    now = merged(RESULTS, {})
    assert (RESULTS["themes"], RESULTS["probes"]) == (now["themes"], now["probes"]), AGAIN


@pytest.mark.parametrize("package", PACKAGES)
def test_the_answers_are_of_the_versions_that_are_installed(package: str) -> None:
    """A new version in requirements.txt may answer otherwise."""
    pinned = re.search(
        rf"^{package}(?:\[\w+\])?==(\S+)",
        (ROOT / "requirements.txt").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert pinned
    assert RESULTS["versions"][package] == pinned[1], AGAIN


def test_nothing_of_the_machine_is_told() -> None:
    """Folders, ports and process numbers are replaced."""
    text = json.dumps(RESULTS["cells"])
    found = re.findall(
        r"(?<![\w.])/(?:home|root|tmp|usr|work|Users)/\S*|127\.0\.0\.1:(?!8000)\d+", text
    )
    assert not found
    assert not re.findall(r"(?i)\[\d{2,}\]|pid:? \d+|\d{4}-\d\d-\d\d", text)


# What the page says in prose about a column: the sentence, the answer, and who gives it.
ASGI = {"uvicorn", "daphne", "hypercorn", "granian", "gunicorn asgi"}
GUNICORN = {"gunicorn asgi", "gunicorn sync", "gunicorn gthread"}
GRANIAN = {"granian", "granian wsgi"}
SILENT = "sent; with Django: nothing logged"
SAID = [
    ("Gunicorn sends it, and says nothing", "lifespan", SILENT, {"gunicorn asgi"}),
    ("ends Hypercorn with exit code 0", "missing-module", "exit code 0", {"hypercorn"}),
    ("and serves it; every other", "other-file", "starts, answers 200", {"hypercorn"}),
    ("the client sees 403 from Granian", "websocket", "403", {"granian"}),
    ("500 from the other ASGI servers", "websocket", "500", ASGI - {"granian"}),
    ("Granian and Gunicorn with threads speak it", "http2", "with", GUNICORN - {"gunicorn sync"}),
    ("Daphne speaks HTTP/2", "http2", "yes", {"daphne", "hypercorn", *GRANIAN}),
    ("No server but ``runserver``", "static-file", "200", {"runserver"}),
    ("Daphne drops the request", "request-under-way", "dropped", {"daphne", "runserver"}),
    ("holds Uvicorn and Granian back", "stream-open", "still runs", {"uvicorn", *GRANIAN}),
    ("Hypercorn waits 3 seconds", "stream-open", "ends after 3 s", {"hypercorn"}),
    ("and Gunicorn 30", "stream-open", "ends after 30 s", GUNICORN),
    ("Under ASGI Django cancels", "client-leaves", "cancelled", ASGI),
    ("Uvicorn believes a proxy", "headers-over-tcp", "scheme and client", {"uvicorn"}),
    ("Gunicorn about the scheme only", "headers-over-tcp", "scheme only", GUNICORN),
    ("Through a Unix socket Uvicorn", "headers-over-a-socket", "scheme only", GUNICORN),
    ("by its owner only", "socket-file", "755", {"hypercorn", *GRANIAN}),
    ("Granian :doc:`does not start beside it", "socket-left-over", "does not start", GRANIAN),
    ("Gunicorn and Uvicorn replace", "killed-worker", "replaced", {"uvicorn", *GUNICORN}),
    ("with exit code 1 and", "killed-worker", "the server ends, exit code 1", GRANIAN),
    ("Hypercorn with 0", "killed-worker", "the server ends, exit code 0", {"hypercorn"}),
    ("has no option for more", "two-workers", "no option", {"daphne", "runserver"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "probe", "answer", "servers"), SAID)
def test_the_prose_says_what_the_table_says(
    sentence: str, probe: str, answer: str, servers: set[str]
) -> None:
    """A sentence of the page holds for the servers it means, and for no other."""
    assert sentence in (ROOT / "docs/deploy/servers.rst").read_text(encoding="utf-8")
    cells = RESULTS["cells"]
    assert {name for name in cells if cells[name][probe]["answer"].startswith(answer)} == servers


def test_an_answer_replaces_the_one_before_and_no_other() -> None:
    """A partial run keeps the rest, in the order of the servers and the questions."""
    cell = {"answer": "418", "command": "uvicorn", "evidence": ["$ uvicorn"]}
    now = merged(RESULTS, {("uvicorn", "websocket"): cell})["cells"]  # type: ignore[dict-item]
    assert now["uvicorn"].pop("websocket") == cell
    then = {name: dict(cells) for name, cells in RESULTS["cells"].items()}
    del then["uvicorn"]["websocket"]
    assert json.dumps(now) == json.dumps(then)


def test_answers_of_other_versions_are_not_kept_beside_new_ones() -> None:
    """A partial run after an upgrade is refused, since it would date the old answers anew."""
    refuse_to_mix(RESULTS)
    with pytest.raises(SystemExit, match="run make matrix, for all"):
        refuse_to_mix(RESULTS | {"versions": RESULTS["versions"] | {"uvicorn": "0.1"}})


LOGGED = [
    ("[2026-11-21 14:34:48 +0000] [5632] [INFO] Using worker: asgi", "Using worker: asgi"),
    ("2026-11-21 14:34:42,921 INFO     HTTP/2 support enabled", "HTTP/2 support enabled"),
    ("INFO:     Application startup complete.", "Application startup complete."),
    ("[INFO] Starting granian (main PID: 5626)", "Starting granian (main PID: ...)"),
]


@pytest.mark.parametrize(("line", "rest"), LOGGED)
def test_a_line_loses_what_differs_from_run_to_run(line: str, rest: str) -> None:
    """Time, process and level are no part of the words."""
    assert words(Look(UVICORN, ROOT).plain(line)) == rest


def test_a_duration_is_told_in_coarse_steps() -> None:
    """A busy machine gives the same words."""
    told = [coarse(seconds) for seconds in (0.02, 0.9, 3.1, 3.6, 29.6, 31.0)]
    assert told == ["at once", "at once", "after 3 s", "after 3 s", "after 30 s", "after 30 s"]
