"""Guards the ``recorder`` directive: what it records, that the lab does the same, how it reads."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sphinx.testing.util import SphinxTestApp

from sphinx_ext.recorder import APPLICATIONS, BY_HAND, CONNECTIONS
from sphinx_ext.recording.diagram import draw
from sphinx_ext.recording.recorder.play import POST_HEADERS, STONE, environ_of, http_scope
from sphinx_ext.recording.run import recorded
from tests.conftest import ROOT
from tests.test_site import address  # noqa: F401 - a fixture
from tests.widgets import violations

Json = dict[str, Any]

EXAMPLE = ROOT / "example_project"
# Beside this Python, where requirements.txt puts one, or on the path.
NODE = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "node"
PAGE = "protocol/watch.html"
FILE = EXAMPLE / "by_hand" / "every_connection.py"
PLACES = {
    "django": "puddle.asgi:application",
    "channels": "entrypoints.websocket:application",
    BY_HAND: "by_hand.every_connection:application",
}
REQUESTS = ("get", "post", "stream", "disconnect")
# What no two runs have in common.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")
NUMBER = re.compile(r'"id": \d+')


def play(connection: str, application: str) -> Json:
    """Return a recording as the build makes it; the built site keeps it."""
    job = {"kind": "play", "connection": connection, "application": PLACES[application]}
    return recorded(job, EXAMPLE, ROOT / "build" / "recordings")


def way(steps: list[Json], *, between: tuple[str, ...] = ("server", "application")) -> list[Any]:
    """Return the steps between two, without their times."""
    kept = [step for step in steps if {step["from"], step["to"]} == set(between)]
    return [(step["from"], step["label"], step["detail"]) for step in kept]


def labels(connection: str, application: str) -> list[str]:
    """Return what passes between server and application."""
    return [label for _, label, _ in way(play(connection, application)["steps"])]


def timeless(recording: Json) -> str:
    """Return a recording as text, without what differs from run to run."""
    steps = [{k: v for k, v in step.items() if k != "at"} for step in recording["steps"]]
    text = json.dumps({"steps": steps, "compared": recording["compared"]}, indent=1)
    return NUMBER.sub("NUMBER", MOMENT.sub("MOMENT", text.replace('\\"', '"')))


# What is recorded -----------------------------------------------------------------


def test_a_plain_answer_takes_three_events() -> None:
    """As the page says."""
    start = ["scope http", "http.response.start"]
    assert labels("get", BY_HAND) == [*start, "http.request", "http.response.body", "returns"]


def test_a_message_and_its_answer_take_five_events() -> None:
    """With Channels and by hand alike."""
    events = ["connect", "accept", "receive", "send", "disconnect"]
    expected = ["scope websocket", *(f"websocket.{event}" for event in events), "returns"]
    assert labels("websocket", BY_HAND) == labels("websocket", "channels") == expected


def test_lifespan_takes_four_events() -> None:
    """Of them two are the application's."""
    events = ["startup", "startup.complete", "shutdown", "shutdown.complete"]
    expected = ["scope lifespan", *(f"lifespan.{event}" for event in events), "returns"]
    assert labels("lifespan", BY_HAND) == expected


@pytest.mark.parametrize("connection", ["websocket", "lifespan"])
def test_bare_django_raises(connection: str) -> None:
    """Its message names the protocol."""
    steps = play(connection, "django")["steps"]
    said = f"Django can only handle ASGI/HTTP connections, not {connection}."
    assert way(steps)[-1] == ("application", "raises ValueError", said)


def test_channels_takes_no_lifespan() -> None:
    """Its router has no application for it."""
    assert labels("lifespan", "channels")[-1] == "raises ValueError"


def test_django_listens_while_it_answers() -> None:
    """It asks again before it answers, and hears of the end after it has."""
    expected = ["http.request", "await receive()", "http.response.start", "http.response.body"]
    assert labels("get", "django")[1:] == [*expected, "http.disconnect", "returns"]
    assert "await receive()" not in labels("get", BY_HAND)


@pytest.mark.parametrize("application", PLACES)
def test_a_stream_ends_with_an_empty_piece(application: str) -> None:
    """Every piece before it says that more will come."""
    bodies = [d for _, label, d in way(play("stream", application)["steps"]) if "body" in label]
    more = "more_body=True"
    assert bodies == [f"5 bytes, {more}"] * 2 + [f"7 bytes, {more}", "0 bytes, more_body=False"]


@pytest.mark.parametrize("application", PLACES)
def test_nothing_is_sent_to_a_client_that_has_left(application: str) -> None:
    """The application hears http.disconnect, and returns."""
    steps = play("disconnect", application)["steps"]
    left = [step["label"] for step in steps].index("closes the connection")
    assert [step["label"] for step in steps[left + 1 :]] == ["http.disconnect", "returns"]


@pytest.mark.parametrize("application", ["django", "channels"])
def test_a_posted_stone_falls(application: str) -> None:
    """Django has the whole body before it answers 201."""
    steps = play("post", application)["steps"]
    assert ("server", "http.request", f"{len(STONE)} bytes, more_body=False") in way(steps)
    assert ("application", "http.response.start", "status 201") in way(steps)


def test_what_breaks_the_protocol_is_told(tmp_path: Path) -> None:
    """An event that does not come next raises in the application, as under a server."""
    (tmp_path / "early.py").write_text(
        "async def application(scope, receive, send):\n"
        "    await send({'type': scope['type'] + '.send'})\n"
    )
    for connection, expected in (("get", "http.response.start"), ("websocket", "websocket.accept")):
        job = {"kind": "play", "connection": connection, "application": "early:application"}
        steps = recorded(job, tmp_path, tmp_path / "kept")["steps"]
        assert steps[-2]["label"] == "raises RuntimeError"
        assert f"Expected {expected}, but got" in steps[-2]["detail"]
        assert steps[-1]["label"] == "HTTP/1.1 500"


# The server that plays it, beside real ones ------------------------------------------


def raw(connection: str) -> str:
    """Return the request as it goes on the wire."""
    target = {"get": "/slow-async/?ms=50", "post": "/stones/"}.get(connection, "/drops-async/")
    method, body = ("POST", STONE) if connection == "post" else ("GET", "")
    headers = [(b"host", b"localhost"), *(POST_HEADERS if body else [])]
    lines = [f"{name.decode()}: {value.decode()}" for name, value in headers]
    end = ["Connection: close"] if connection != "disconnect" else []
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, *end, "", body])


def under_uvicorn(connection: str) -> list[Json]:
    """Return the steps of the same request to Django, through a real Uvicorn."""
    job = {
        "kind": "events",
        "application": PLACES["django"],
        "lifespan": "off",
        "manage": [["migrate", "pond", "--verbosity", "0"]],
        "disconnect_after": 1 if connection == "disconnect" else None,
        "request": raw(connection),
    }
    steps: list[Json] = recorded(job, EXAMPLE, ROOT / "build" / "recordings")["steps"]
    return steps


@pytest.mark.parametrize("connection", REQUESTS)
def test_django_hears_and_says_the_same_under_uvicorn(connection: str) -> None:
    """The same events in the same order, as far as both sides of the socket agree on one."""
    real, played = under_uvicorn(connection), play(connection, "django")["steps"]
    assert way(real) == way(played)


def test_a_scope_has_the_keys_of_uvicorn() -> None:
    """Each has the type that Uvicorn gives it, and all but the client's port its value."""
    shown = next(step["event"] for step in under_uvicorn("post") if step["label"] == "scope http")
    real, played = ast.literal_eval(shown), http_scope("POST", "/stones/", POST_HEADERS)
    assert {k: type(v) for k, v in real.items()} == {k: type(v) for k, v in played.items()}
    varies = ("client", "server", "headers")
    assert {k: v for k, v in real.items() if k not in varies} == {
        k: v for k, v in played.items() if k not in varies
    }
    assert [pair for pair in real["headers"] if pair[0] != b"connection"] == played["headers"]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep silent."""


def environ_under_wsgiref() -> Json:
    """Return what the server of Python's own library gives for the POST."""
    kept: list[Json] = []

    def application(environ: Json, start_response: Callable[..., Any]) -> list[bytes]:
        kept.append(environ)
        start_response("204 No Content", [])
        return []

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        headers = {name.decode(): value.decode() for name, value in POST_HEADERS}
        connection = HTTPConnection("127.0.0.1", server.server_port)
        connection.request("POST", "/stones/?a=b", STONE, {"host": "localhost", **headers})
        connection.getresponse().close()
        connection.close()
        thread.join()
    return kept[0]


def test_the_environ_is_that_of_a_server_of_wsgi() -> None:
    """What both tell of the request is the same; the address and the server's way are its own."""
    real = environ_under_wsgiref()
    played = environ_of(http_scope("POST", "/stones/?a=b", POST_HEADERS), STONE.encode())
    of_server = {"SERVER_NAME", "SERVER_PORT"} | {key for key in played if key.startswith("wsgi.")}
    assert {k: v for k, v in played.items() if k not in of_server} == {
        k: real[k] for k in played if k not in of_server
    }
    assert of_server <= real.keys()


@pytest.mark.parametrize("connection", REQUESTS)
def test_every_entry_of_both_is_shown_once(connection: str) -> None:
    """Nothing of the environ is left out, and no entry stands twice."""
    pairs = play(connection, "django")["compared"]
    shown = [line.partition(":")[0].strip("'") for _, right in pairs for line in right.splitlines()]
    scope = http_scope("POST" if connection == "post" else "GET", "/", [])
    if connection == "post":
        scope["headers"] += POST_HEADERS
    assert sorted(shown) == sorted(environ_of(scope, b""))
    left = [text.partition(":")[0].strip("'") for text, _ in pairs if text.startswith("'")]
    assert left == [key for key in scope if key != "headers"]


# The same in the lab -------------------------------------------------------------------


def of_script(code: str, said: object) -> Any:
    """Run ``code`` in Node, with the pure part of the script as ``S`` and ``said`` as ``it``."""
    script = (ROOT / "lab" / "src" / "recorder-steps.js").as_uri()
    program = (
        f'import * as S from "{script}"; import {{ readFileSync }} from "node:fs";'
        f'const it = JSON.parse(readFileSync(0, "utf8"));'
        f"console.log(JSON.stringify({code}));"
    )
    command = [NODE, "--input-type=module", "-e", program]
    done = subprocess.run(command, input=json.dumps(said), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_script_draws_what_the_build_draws() -> None:
    """Every diagram of the page, letter by letter."""
    runs = [play(connection, key)["steps"] for connection in CONNECTIONS for key in PLACES]
    # Halves of a digit are rounded to even by Python, and up by JavaScript.
    steps = [[{**step, "at": round(step["at"]) + 0.26} for step in run] for run in runs]
    drawn = of_script('it.map((run) => S.draw(run, "A & B", "x"))', steps)
    assert drawn == [draw(run, "A & B", "x") for run in steps]


@pytest.fixture(scope="module")
def in_the_lab(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Json]:
    """Every recording of the page, made anew by the lab's Python; one interpreter each of three."""
    if not (ROOT / "lab" / "dist" / "lab.json").is_file():
        pytest.fail("The lab is not built; run `make lab`.")
    source = FILE.read_text(encoding="utf-8")
    wishes = [
        {"place": place, "source": source if key == BY_HAND else None, "connection": connection}
        for key, place in PLACES.items()
        for connection in CONNECTIONS
    ]
    codes = of_script("it.map((w) => S.program(w.place, w.source, w.connection))", wishes)
    groups = [
        {"page": "watch", "group": key, "blocks": blocks(codes[at * 6 : at * 6 + 6])}
        for at, key in enumerate(PLACES)
    ]
    file = tmp_path_factory.mktemp("lab") / "blocks.json"
    file.write_text(json.dumps(groups))
    command = [NODE, str(ROOT / "lab" / "in-node.mjs"), str(file), "--jobs=1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    answers = json.loads(done.stdout)
    return {
        (connection, key): printed(answers[at]["messages"], run)
        for at, key in enumerate(PLACES)
        for run, connection in enumerate(CONNECTIONS)
    }


def blocks(codes: list[str]) -> list[Json]:
    """Return the programs as the lab's worker takes them."""
    same: Json = {"kind": "testcode", "want": None, "options": {}, "documented": None}
    return [{"index": index, "code": code, **same} for index, code in enumerate(codes)]


def printed(messages: list[Json], run: int) -> Json:
    """Return the recording that a run printed."""
    said = [m for m in messages if m["type"] == "output" and m["run"] == run]
    text = "".join(m["text"] for m in said if m["stream"] == "stdout")
    recording = of_script("S.heard(it).recording", text)
    assert recording, messages
    return dict(recording)


@pytest.mark.parametrize("connection", CONNECTIONS)
@pytest.mark.parametrize("application", PLACES)
def test_the_lab_records_the_same(
    in_the_lab: dict[tuple[str, str], Json], connection: str, application: str
) -> None:
    """Every step, event and entry, but for moments and the number of the stone."""
    recorded_here = play(connection, application)
    assert timeless(in_the_lab[connection, application]) == timeless(recorded_here)


# The directive ---------------------------------------------------------------------------

APP = "async def application(scope, receive, send):\n    raise OSError('wet & cold')\n"
OPTIONS = "   :django: dry:application\n   :channels: dry:application\n"


class Site:
    """A site with one page, recorded against a folder of one small program."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.folder, self.project, self.make_app = folder / "site", folder / "project", make_app
        self.folder.mkdir()
        self.project.mkdir()
        (self.project / "dry.py").write_text(APP)
        extensions = ["sphinx_ext.recorder", "sphinx_ext.proof_counts"]
        (self.folder / "conf.py").write_text(f"{extensions = }\n")

    def build(self, page: str, builder: str = "html") -> SphinxTestApp:
        """Build ``page`` below a title."""
        (self.folder / "index.rst").write_text(f"Title\n=====\n\n{page}\n")
        settings = {"example_project": str(self.project)}
        app = self.make_app(builder, srcdir=self.folder, confoverrides=settings)
        app.build()
        app.cleanup()
        return app


@pytest.fixture
def small(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Site:
    """A site whose page a test writes."""
    return Site(tmp_path, make_app)


def test_every_choice_is_recorded_and_in_every_format(small: Site) -> None:
    """A book has no radio buttons, a text has the code and the steps."""
    page = f".. recorder:: dry.py\n{OPTIONS}"
    app = small.build(page)
    assert app.warning.getvalue() == ""
    html = (app.outdir / "index.html").read_text(encoding="utf-8")
    assert html.count('class="recorder-run"') == len(CONNECTIONS) * 3
    assert html.count('class="recorder-beside"') == len(REQUESTS)
    assert html.count('type="radio"') == len(CONNECTIONS) + 3
    assert "recorder.js" not in html  # The lab of this site has not been built.
    figures = json.loads((app.outdir / "proofs.json").read_text())
    assert figures["blocks"]["recording"] == len(CONNECTIONS) * 3 + len(REQUESTS)
    assert figures["unproved"] == 0
    book = (small.build(page, "epub").outdir / "index.xhtml").read_text(encoding="utf-8")
    assert "radio" not in book
    assert book.count("recorder-run") == len(CONNECTIONS) * 3
    text = (small.build(page, "text").outdir / "index.txt").read_text(encoding="utf-8")
    assert text.count("raises OSError wet & cold") >= len(CONNECTIONS) * 3
    assert APP.splitlines()[1] in text


REFUSED = {
    "nowhere.py is no file of the example project.": f".. recorder:: nowhere.py\n{OPTIONS}",
    "'' is no place; say where the application is, like :channels: puddle.asgi:application.": (
        ".. recorder:: dry.py\n   :django: dry:application\n"
    ),
    "'dry' is no place; say where the application is, like :django:": (
        ".. recorder:: dry.py\n   :django: dry\n   :channels: dry:application\n"
    ),
    "the recording failed. ModuleNotFoundError: No module named 'wet'": (
        ".. recorder:: dry.py\n   :django: wet:application\n   :channels: dry:application\n"
    ),
    'unknown option: "daphne"': f".. recorder:: dry.py\n{OPTIONS}   :daphne: dry:application\n",
    "no content permitted": f".. recorder:: dry.py\n{OPTIONS}\n   dry\n",
}


@pytest.mark.parametrize("complaint", REFUSED)
def test_bad_input_fails_with_a_way_out(small: Site, complaint: str) -> None:
    """The message says what is wrong, on which line."""
    said = re.sub(r"\x1b\[[\d;]*m", "", small.build(REFUSED[complaint]).warning.getvalue())
    assert "index.rst:4: ERROR: " in said
    assert complaint in said


def test_the_style_sheet_knows_every_choice() -> None:
    """Without a script it is the style sheet that shows one recording and hides the others."""
    sheet = (ROOT / "docs" / "_static" / "recorder.css").read_text(encoding="utf-8")
    named = set(re.findall(r':has\(\[value="([\w-]+)"\]:checked\) >', sheet))
    assert named == {*CONNECTIONS, *APPLICATIONS, BY_HAND}


# In a browser ------------------------------------------------------------------------------

Visit = Callable[..., Page]
# In the place of the worker where a test is about the page: prints what its program names.
FAKE = """
addEventListener("message", ({ data }) => {
  const post = (type, more = {}) => postMessage({ type, run: data.run, block: 0, ...more });
  const ready = { type: "stage", stage: "ready", loaded: 1, total: 1 };
  if (data.type === "boot") return postMessage(ready);
  const code = data.blocks[0].code;
  if (code.includes("sleep")) return;
  const step = { from: "client", to: "server", label: "<b>knocks</b>", detail: "", at: 1.5,
    style: "wire", running: 0, event: "{'type': 'made here'}" };
  const text = (stream, text) => post("output", { stream, text });
  if (code.includes("wrong")) text("stderr", "NameError: name 'wrong' is not defined\\n");
  else text("stdout", "printed\\n" + JSON.stringify({ steps: [step, step], compared: [] }) + "\\n");
  post("block", { same: null, diff: null, error: null, stopped: null });
  post("done");
});
"""


@pytest.fixture
def visit(chromium: Browser, address: str, site: Path) -> Iterator[Visit]:  # noqa: F811
    """Return a function that opens the page; at the end nothing may have gone wrong unseen."""
    if not (site / "_static" / "recorder.js").is_file():
        pytest.fail("The site was built without the lab; run `make html` with Node at hand.")
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def visit(url: str = address + PAGE, *, fake: bool = True, **settings: Any) -> Page:
        quiet, prepare = settings.pop("quiet", False), settings.pop("prepare", lambda _c: None)
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        if fake:
            worker = {"body": FAKE, "content_type": "text/javascript"}
            context.route("**/lab-chunks/worker-*.js", lambda route: route.fulfill(**worker))
        prepare(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: problems.extend([m.text] * (m.type == "error" and not quiet)))
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not problems


def choose(page: Page, *names: str) -> None:
    """Choose what the names name."""
    for name in names:
        page.get_by_role("radio", name=name, exact=True).check()


def titles(page: Page) -> list[str]:
    """Return the captions of the recordings in view."""
    shown = page.locator(".recorder figure > figcaption").filter(visible=True)
    return shown.all_text_contents()


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.locator(".recorder").get_by_role("button", name=name, exact=True).click()


def status(page: Page) -> Any:
    """Return the line that says what is shown."""
    return page.locator(".recorder-status")


def position(page: Page) -> Any:
    """Return the place that says which step this is."""
    return page.locator(".recorder-position")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_choice_shows_its_recording_with_and_without_scripts(visit: Visit, scripts: bool) -> None:
    """One is in view at a time; the code by hand only with its application."""
    page = visit(java_script_enabled=scripts)
    assert titles(page) == ["HTTP GET, Bare Django"]
    expect(page.locator(".recorder-code")).to_be_hidden()
    for connection in CONNECTIONS.values():
        for application in (*APPLICATIONS.values(), "By hand"):
            choose(page, connection, application)
            assert titles(page) == [f"{connection}, {application}"]
    expect(page.locator(".recorder-code")).to_be_visible()
    assert (
        page.locator(".recorder-beside").filter(visible=True).count() == 0
    )  # A lifespan has none.
    expect(page.locator(".recorder-bar")).to_be_visible(visible=scripts)


def test_from_a_file_it_is_shown_and_stepped_and_run_says_what_it_needs(
    visit: Visit, site: Path
) -> None:
    """Browsers load no module from there, so the script is none."""
    page = visit((site / PAGE).as_uri(), quiet=True)
    choose(page, "WebSocket", "Channels")
    press(page, "Step forward")
    expect(position(page)).to_have_text("Step 1 of 12")
    press(page, "Run")
    expect(status(page)).to_contain_text("python -m http.server")
    assert titles(page) == ["WebSocket, Channels"]


def test_the_keyboard_steps_forward_and_back(visit: Visit) -> None:
    """What has not come yet steps back, and the table marks the same step."""
    page = visit()
    page.get_by_role("button", name="Step forward").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(position(page)).to_have_text("Step 3 of 10")
    page.keyboard.press("ArrowLeft")
    expect(position(page)).to_have_text("Step 2 of 10")
    shown = page.locator(".recorder-run").filter(visible=True)
    expect(shown.locator("g[data-now] .label")).to_have_text("scope http")
    expect(shown.locator("g[data-later]")).to_have_count(8)
    expect(shown.locator("tr[aria-current=step] .what summary")).to_contain_text("scope http")
    expect(page.locator(".recorder-event")).to_contain_text("'type': 'http'")
    expect(page.locator(".recorder .lab-said")).to_have_text(
        re.compile(r"^Step 2 of 10\. server → application: scope http GET /slow-async/, at \S+ ms$")
    )
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Step forward")).to_have_attribute(
        "aria-disabled", "true"
    )
    page.keyboard.press("ArrowRight")
    expect(position(page)).to_have_text("Step 10 of 10")
    page.keyboard.press("Escape")
    expect(position(page)).to_have_text("10 steps")
    expect(shown.locator("g[data-later]")).to_have_count(0)
    expect(page.locator(".recorder-event")).to_have_count(0)


def test_a_click_on_an_arrow_shows_its_event(visit: Visit) -> None:
    """Anywhere near it; and in the table a click unfolds the same."""
    page = visit()
    label = page.locator(".recorder-run").filter(visible=True).locator("g.event .label").nth(1)
    box = label.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] + 30, box["y"] + 10)
    expect(page.locator(".recorder-event")).to_contain_text("'type': 'http.request'")
    row = page.locator("tr").filter(visible=True, has_text="http.response.start")
    row.locator("summary").click()
    expect(row.locator("pre")).to_contain_text("'status': 200")


def test_the_environ_stands_beside_the_scope(visit: Visit) -> None:
    """An entry beside its partner, for the request that is chosen."""
    page = visit()
    choose(page, "HTTP POST")
    page.locator(".recorder-beside summary").filter(visible=True).click()
    row = page.locator(".recorder-beside tr").filter(visible=True, has_text="'method'")
    assert row.locator("td").all_text_contents() == ["'method': 'POST'", "'REQUEST_METHOD': 'POST'"]


def test_run_shows_a_new_recording_until_another_is_chosen(visit: Visit) -> None:
    """What the run says is text; what it printed stands above."""
    page = visit()
    expect(status(page)).to_have_text(
        re.compile(r"^Recorded at build time\. Run: about \d MB, once\.$")
    )
    choose(page, "Streaming", "Channels")
    press(page, "Run")
    expect(status(page)).to_contain_text("Recorded in this browser")
    assert titles(page) == ["Streaming, Channels"]
    expect(page.locator(".recorder-fresh .label").first).to_have_text("<b>knocks</b>")
    expect(page.locator(".recorder .lab-transcript")).to_have_text("printed\n")
    press(page, "Step forward")
    expect(page.locator(".recorder-event")).to_contain_text("made here")
    choose(page, "Lifespan")
    expect(page.locator(".recorder-fresh figure")).to_have_count(0)
    expect(status(page)).to_have_text("Recorded at build time.")  # The files have come.


def test_a_run_that_hangs_is_stopped(visit: Visit) -> None:
    """Stop stands in the place of Run, and the page's recording comes back."""
    page = visit()
    choose(page, "By hand")
    write(page, "sleep")
    press(page, "Run")
    press(page, "Stop")
    expect(status(page)).to_have_text("Stopped by you.")
    assert titles(page) == ["HTTP GET, By hand"]


def write(page: Page, code: str) -> None:
    """Put ``code`` in the place of the application by hand."""
    press(page, "Edit")
    editor = page.get_by_role("textbox", name="Code of the application by hand")
    editor.press("Control+a")
    page.keyboard.insert_text(code)


def test_an_application_by_hand_is_changed_kept_and_reset(visit: Visit) -> None:
    """An error of its own is shown; the code outlives the page until Reset."""
    page = visit()
    expect(page.get_by_role("button", name="Edit")).to_be_hidden()
    choose(page, "By hand")
    write(page, "wrong")
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_contain_text("It ended before anything was recorded.")
    expect(page.locator(".recorder .lab-stderr")).to_contain_text("NameError")
    page.reload()
    choose(page, "By hand")
    editor = page.get_by_role("textbox", name="Code of the application by hand")
    expect(editor).to_have_text("wrong")
    press(page, "Reset")
    expect(editor).to_have_count(0)
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    page.reload()
    choose(page, "By hand")
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.locator(".recorder-code pre")).to_contain_text("async def application")


def test_what_does_not_load_is_said(visit: Visit) -> None:
    """The recordings stay."""
    page = visit(quiet=True, prepare=lambda context: refuse(context, "recorder-live.js"))
    press(page, "Run")
    expect(status(page)).to_have_text(
        "Python could not be loaded. Check the connection, then try again."
    )
    assert titles(page) == ["HTTP GET, Bare Django"]


def test_the_real_lab_runs_what_the_reader_wrote(visit: Visit) -> None:
    """From Run to the diagram, with real Python."""
    page = visit(fake=False)
    choose(page, "By hand")
    write(page, "async def application(scope, receive, send):\n    raise OSError('wet')\n")
    press(page, "Run")
    expect(status(page)).to_contain_text("Recorded in this browser", timeout=90_000)
    expect(page.locator(".recorder-fresh g.error .label")).to_have_text("raises OSError")
    expect(page.locator(".recorder-fresh g.error .detail")).to_have_text("wet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_it_fits(visit: Visit, scheme: str, width: int) -> None:
    """As it comes; with a step, the comparison and the editor; and with a new recording."""
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    assert violations(page) == []
    choose(page, "HTTP POST", "By hand")
    page.locator(".recorder-beside summary").filter(visible=True).click()
    write(page, "x = 'edited'  # 1")
    for _ in range(3):
        press(page, "Step forward")
    assert violations(page) == []
    press(page, "Run")
    expect(status(page)).to_contain_text("Recorded in this browser")
    press(page, "Step forward")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_targets_are_large_enough(visit: Visit) -> None:
    """Every choice, button and summary is at least 24 pixels high and wide on a phone."""
    page = visit(viewport={"width": 360, "height": 900})
    choose(page, "By hand")
    small = page.locator(".recorder :is(button, label, summary):visible").evaluate_all(
        "all => all.map((e) => [e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"
    )
    assert small == []


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_when_the_buttons_come(visit: Visit, width: int) -> None:
    """Their place is kept, on a phone too."""
    heights = [
        visit(viewport={"width": width, "height": 900}, quiet=True, prepare=prepare)
        .locator(".recorder-bar")
        .evaluate("bar => bar.offsetHeight")
        for prepare in (lambda _: None, lambda context: refuse(context, "recorder.js"))
    ]
    assert heights[0] == heights[1]


def refuse(context: BrowserContext, script: str) -> None:
    """Let a script not come."""
    context.route(f"**/{script}*", lambda route: route.abort())


def test_it_prints_without_buttons(visit: Visit) -> None:
    """Paper has the recording that was chosen."""
    page = visit()
    page.emulate_media(media="print")
    expect(page.locator(".recorder-bar")).to_be_hidden()
    expect(page.locator(".recorder-choices")).to_be_hidden()
    assert titles(page) == ["HTTP GET, Bare Django"]


def test_other_pages_load_nothing_of_it(site: Path) -> None:
    """Script and styles come where they are used."""
    assert "recorder." not in (site / "index.html").read_text(encoding="utf-8")
