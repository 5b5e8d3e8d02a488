"""Guards the ``recording`` directive: what it accepts, what it runs, what it shows and keeps."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any
from xml.dom import minidom

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_ext.recording import Recording
from sphinx_ext.recording import run as recording_run
from sphinx_ext.recording.diagram import draw
from sphinx_ext.recording.markup import recording
from sphinx_ext.recording.run import RecordingError, recorded
from sphinx_ext.recording.show import show_calls

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "example_project"
Json = dict[str, Any]

APPS = """
import asyncio, os


async def respond(send, *parts):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for part in parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body"})


async def hello(scope, receive, send):
    print("printed, not recorded")
    os.write(1, b"written, not recorded")
    event = await receive()
    await respond(send, b"heard " + event["body"])


async def stream(scope, receive, send):
    await receive()
    await respond(send, b"one", b"two", b"three")


async def endless(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    await send({"type": "http.response.body", "body": b"two", "more_body": True})
    await receive()


async def long(scope, receive, send):
    await respond(send, b"x" * 5000)


async def broken(scope, receive, send):
    raise KeyError("pond & co")


async def failing(scope, receive, send):
    await send({"type": "http.response.start", "status": 503})
    await send({"type": "http.response.body"})


async def impatient(scope, receive, send):
    await receive()
    listening = asyncio.create_task(receive())
    await asyncio.sleep(0)
    listening.cancel()
    await respond(send)


async def living(scope, receive, send):
    if scope["type"] == "http":
        return await hello(scope, receive, send)
    for state in "startup", "shutdown":
        await receive()
        await send({"type": f"lifespan.{state}.complete"})


async def stillborn(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no water"})
    raise OSError("no water")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of small programs, which stands for the example project."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "apps.py").write_text(APPS)
    return folder


class Site:
    """A site with one page, recorded against ``project``."""

    def __init__(self, folder: Path, project: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.folder, self.project, self.make_app = folder / "site", project, make_app
        self.folder.mkdir()
        extensions = ["sphinx_ext.recording", "sphinx_ext.proof_counts"]
        (self.folder / "conf.py").write_text(f"{extensions = }\n")

    def build(self, page: str, builder: str = "html", project: Path | None = None) -> SphinxTestApp:
        """Build ``page`` below a title of three lines."""
        (self.folder / "index.rst").write_text(f"Title\n=====\n\n{page}\n")
        return self.rebuild(builder, project)

    def rebuild(self, builder: str = "html", project: Path | None = None) -> SphinxTestApp:
        """Build what has changed."""
        settings = {"example_project": str(project or self.project), "nitpicky": True}
        app = self.make_app(builder, srcdir=self.folder, confoverrides=settings)
        app.build()
        app.cleanup()  # So that a test builds more than once.
        return app

    def html(self, page: str, project: Path | None = None) -> str:
        """Return the page as HTML, built without a complaint."""
        app = self.build(page, project=project)
        assert app.warning.getvalue() == ""
        return (app.outdir / "index.html").read_text(encoding="utf-8")

    def complaint(self, page: str) -> str:
        """Return what the build says, free of colour and of the folder's name."""
        said = re.sub(r"\x1b\[[\d;]*m", "", self.build(page).warning.getvalue())
        return said.replace(f"{self.folder}/", "")

    def kept(self) -> set[str]:
        """Return the names of the recordings that are kept."""
        return {path.name for path in (self.folder / "_build" / "recordings").iterdir()}


@pytest.fixture
def site(tmp_path: Path, project: Path, make_app: Callable[..., SphinxTestApp]) -> Site:
    """A site whose page a test writes."""
    return Site(tmp_path, project, make_app)


def write(kind: str, content: str = "", **options: object) -> str:
    """Return a page with one directive."""
    lines = "".join(f"   :{name.replace('_', '-')}: {value}\n" for name, value in options.items())
    return f".. recording:: {kind}\n{lines}\n{indent(content, '   ')}\n"


def events(which: str, request: str = "GET / HTTP/1.1\nHost: h", **options: object) -> str:
    """Return a page that records one request to ``apps.<which>``."""
    return write("events", request, application=f"apps:{which}", **options)


def text(html: str) -> str:
    """Return the words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("&#39;", "'")


def traffic(project: Path, name: str, **job: object) -> Json:
    """Record one request to ``apps.<name>`` without a site."""
    request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    whole: Json = {"kind": "events", "application": f"apps:{name}", "request": request}
    whole |= {"lifespan": "off", "disconnect_after": None, **job}
    return recorded(whole, project, project.parent / "recordings")


def course(recording: Json) -> list[str]:
    """Return the labels of what the application did and heard."""
    return [s["label"] for s in recording["steps"] if "application" in (s["from"], s["to"])]


# Statements -------------------------------------------------------------------


def run_statements(project: Path, path: str) -> Json:
    """Record the statements of ``path``."""
    return recorded({"kind": "statements", "path": path}, project, project.parent / "recordings")


def test_the_statements_of_asgi_py_are_shown_with_what_they_change(site: Site) -> None:
    """Each row has the true line numbers, the source, and the change, in a real table."""
    html = site.html(write("statements puddle/asgi.py"), project=EXAMPLE)
    assert "<caption>The statements of puddle/asgi.py, in the order they run</caption>" in html
    numbers = re.findall(r'<th class="line" scope="row">(.*?)</th>', html)
    assert numbers == ["1–8", "10", "12", "14", "16"]  # noqa: RUF001 - a range
    assert html.count('scope="col"') == 4
    words = text(html)
    assert "binds __doc__, a str" in words
    assert "sets DJANGO_SETTINGS_MODULE to 'puddle.settings'" in words
    assert "binds application, an ASGIHandlerconfigures the settingsmakes the app registry" in words
    assert re.search(r"imports \d+ modules: django \d+, ", words)
    assert re.search(r"built: Python 3\.[\d.]+, Django [\d.]+\.", words)
    assert "uvicorn" not in words


def test_the_modules_counted_are_those_of_a_plain_python(tmp_path: Path) -> None:
    """What the recorder itself imports is neither missing from the count nor in it."""
    code = "import sys; a = len(sys.modules); import django.core.asgi; print(len(sys.modules) - a)"
    # A file, as the recorder is one: for -c, Python 3.13 loads a module more.
    (tmp_path / "plain.py").write_text(code)
    command = [sys.executable, "-I", str(tmp_path / "plain.py")]
    plain = subprocess.run(command, capture_output=True, check=True)
    job = {"kind": "statements", "path": "puddle/asgi.py"}
    steps = recorded(job, EXAMPLE, tmp_path)["steps"]
    assert steps[2]["changes"]["modules"] == int(plain.stdout)


def test_the_call_is_what_configures_django(tmp_path: Path) -> None:
    """No statement before the last configures the settings or makes the apps ready."""
    job = {"kind": "statements", "path": "puddle/asgi.py"}
    steps = recorded(job, EXAMPLE, tmp_path)["steps"]
    assert [step["changes"].get("settings") for step in steps] == [None] * 4 + [True]
    assert [step["changes"].get("apps") for step in steps] == [None] * 4 + [True]
    assert steps[3]["changes"]["environ"] == "puddle.settings"


def test_statements_run_as_in_a_module(project: Path) -> None:
    """Docstring, ``__future__``, decorators, names and packages are those of an import."""
    (project / "pack").mkdir()
    (project / "pack" / "__init__.py").write_text("here = 1\n")
    source = '"""Doc."""\nfrom __future__ import annotations\nfrom . import here\n"not doc"\n'
    source += "@staticmethod\ndef f(x: Never): pass\nassert __doc__ == 'Doc.', __doc__\n"
    source += "assert (__name__, here) == ('pack.mod', 1)\nhere = 2\n"
    (project / "pack" / "mod.py").write_text(source)
    steps = run_statements(project, "pack/mod.py")["steps"]
    assert "error" not in steps[-1]
    assert [step["bound"] for step in steps] == [
        {"__doc__": "str"},
        {"annotations": "_Feature"},
        {"here": "int"},
        {},
        {"f": "staticmethod"},
        {},
        {},
        {"here": "int"},
    ]
    assert (steps[4]["first"], steps[4]["last"]) == (5, 6)


def test_a_statement_that_raises_is_the_last(site: Site) -> None:
    """The table ends with the error's last line, and ``raises`` announces it."""
    (site.project / "bad.py").write_text("a = 1\nb = 1 / 0\nc = 3\n")
    html = site.html(write("statements bad.py", raises="ZeroDivisionError"))
    assert "raises ZeroDivisionError: division by zero" in text(html)
    assert html.count('scope="row"') == 2


def test_nothing_leaks_from_the_parent(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the process that builds the site is unknown to the program."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "leaked")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "leaked")
    source = "import os\nassert 'leaked' not in os.environ.values()\nassert os.getcwd() in "
    source += "__import__('sys').path\nopen('dirt.txt', 'w').close()\n"
    (project / "clean.py").write_text(source)
    assert "raises" not in run_statements(project, "clean.py")
    assert not (project / "dirt.txt").exists()


# Calls ------------------------------------------------------------------------

CALLS = """import os
from django.core.asgi import get_asgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "puddle.settings"
application = get_asgi_application()"""
WATCH = """django.setup django.conf.LazySettings._setup django.apps.registry.Apps.populate
      django.core.handlers.base.BaseHandler.load_middleware django.core.asgi.get_asgi_application"""


def run_calls(project: Path, code: str, *watch: str) -> Json:
    """Record the calls of ``watch``."""
    job = {"kind": "calls", "code": code, "watch": list(watch)}
    return recorded(job, project, project.parent / "recordings")


def test_the_calls_are_shown_nested_with_the_line_they_come_from(site: Site) -> None:
    """Each call names the file, the line and the text of that line, as Django has it."""
    page = write("calls", CALLS, watch=WATCH)
    words = text(site.html(page, project=EXAMPLE))
    order = ["get_asgi_application", "django.setup", "LazySettings._setup", "Apps.populate"]
    assert [words.index(f"{name} ") for name in order] == sorted(
        words.index(f"{name} ") for name in order
    )
    html = (site.folder / "_build" / "html" / "index.html").read_text()
    assert html.count("<ol") == 3
    import django.core.asgi

    for file, number, line in re.findall(
        r"(django/core/asgi\.py):(\d+) (django\.setup\(.*?\))", words
    ):
        source = Path(django.core.asgi.__file__).read_text().splitlines()
        assert (file, source[int(number) - 1].strip()) == ("django/core/asgi.py", line)
    assert re.search(r"line 4 application = get_asgi_application\(\)", words)
    assert "The times include the work of watching." in words


def test_calls_form_a_tree(project: Path) -> None:
    """A call stands below the watched call it happens in; the changes are its own."""
    (project / "tree.py").write_text(
        "def leaf():\n    import colorsys\ndef branch():\n    leaf()\n    middle()\n"
        "def middle():\n    leaf()\n"
    )
    code = "import tree\ntree.branch()\ntree.leaf()"
    calls = run_calls(project, code, "tree.leaf", "tree.branch")["calls"]
    names = [(call["function"], call["parent"], call["file"], call["line"]) for call in calls]
    assert names == [
        ("tree.branch", None, "", 2),
        ("tree.leaf", 0, "tree.py", 4),
        ("tree.leaf", 0, "tree.py", 7),
        ("tree.leaf", None, "", 3),
    ]
    assert [call["source"] for call in calls[:2]] == ["tree.branch()", "leaf()"]
    assert [call["changes"]["modules"] for call in calls] == [1, 1, 0, 0]
    _, tree, *_ = show_calls({"calls": calls}, "", "")
    assert [len(list(item.findall())) > 20 for item in tree.children] == [True, False]


def test_a_coroutine_is_one_call_however_often_it_is_resumed(project: Path) -> None:
    """Resuming is no new call."""
    code = "import asyncio, nap\nasyncio.run(nap.nap())"
    (project / "nap.py").write_text(
        "import asyncio\nasync def nap():\n    await asyncio.sleep(0)\n    await asyncio.sleep(0)\n"
    )
    assert len(run_calls(project, code, "nap.nap")["calls"]) == 1


def test_code_that_raises_says_so(site: Site) -> None:
    """An announced exception is shown below the calls."""
    (site.project / "bad.py").write_text("def fall():\n    raise OSError('wet')\n")
    page = write("calls", "import bad\nbad.fall()", watch="bad.fall", raises="OSError")
    assert "Then the code raises OSError: wet" in text(site.html(page))


# Events -----------------------------------------------------------------------


def test_the_events_of_a_request_to_django_are_recorded(site: Site) -> None:
    """Diagram and table tell the same, from the first byte to the last."""
    html = site.html(write("events", "GET /admin/nowhere HTTP/1.1\nHost: localhost"), EXAMPLE)
    figure = re.search(r"<figure.*</figure>", html, re.DOTALL)
    assert figure
    svg, table = re.split(r"</svg>\n<table", figure[0])
    for label in ("scope http", "http.request", "http.response.start", "http.response.body"):
        assert f">{label}</text>" in svg
        assert f">{label}</code>" in table
    assert "'http_version': '1.1'" in text(table)
    assert "more_body=False" in svg
    assert re.search(r"Python [\d.]+, Django [\d.]+, uvicorn [\d.]+\.", text(table))


def test_a_diagram_is_named_for_those_who_do_not_see_it(site: Site) -> None:
    """Two recordings of one page have ids of their own; each svg refers to its title."""
    html = site.html(events("hello", caption="A & B") + events("hello"))
    ids = re.findall(r' id="(recording[^"]+)"', html)
    assert len(ids) == len(set(ids)) == 4
    for names in re.findall(r'role="img"[^>]* aria-labelledby="([^"]+)"', html):
        assert all(f'id="{name}"' in html for name in names.split())
    assert ">A &amp; B</title>" in html
    assert "recording.css" in html
    assert len(site.kept()) == 1


def test_what_the_application_prints_does_not_disturb(project: Path) -> None:
    """The application may print and write to file descriptor 1."""
    steps = traffic(project, "hello")["steps"]
    assert not any("not recorded" in step["event"] for step in steps)


def test_the_body_arrives_and_its_headers_are_filled_in(site: Site) -> None:
    """Content-Length counts bytes; Connection: close ends the response."""
    request = "POST /a?b=1 HTTP/1.1\nHost: h\n\nStein für Stein"
    words = text(site.html(events("hello", request)))
    assert r"b'Connection: close\r\n' b'Content-Length: 16\r\n'" in words
    assert "16 bytes, more_body=False" in words
    assert r"'body': b'Stein f\xc3\xbcr Stein'" in words
    assert "POST /a?b=1, from the first byte to the last" in words


def test_the_steps_of_an_application_are_in_order(project: Path) -> None:
    """An answered receive() is one step, and the application's end is the last of its own."""
    recording = traffic(project, "stream")
    body = ["http.response.body"]
    start = ["scope http", "http.request", "http.response.start"]
    assert course(recording) == [*start, *body * 4, "returns"]
    times = [step["at"] for step in recording["steps"]]
    assert times == sorted(times)
    assert 0 <= times[0] < 1000
    wire = b"".join(
        eval(line)  # noqa: S307 - our own repr of bytes
        for step in recording["steps"]
        if (step["from"], step["to"]) == ("server", "client")
        for line in step["event"].splitlines()
    )
    assert wire.startswith(b"HTTP/1.1 200 OK\r\n")
    assert wire.endswith(b"3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n")


def test_a_client_that_leaves_is_heard_of(project: Path) -> None:
    """After its chunks the client closes, and the application receives http.disconnect."""
    recording = traffic(project, "endless", disconnect_after=2)
    labels = [step["label"] for step in recording["steps"]]
    assert labels.index("closes the connection") < labels.index("http.disconnect")
    assert course(recording)[-2:] == ["http.disconnect", "returns"]


def test_a_cancelled_receive_is_shown(project: Path) -> None:
    """A receive() that the application gives up is neither lost nor answered."""
    labels = course(traffic(project, "impatient"))
    assert labels.index("await receive()") < labels.index("cancels receive()")
    assert labels.count("http.request") == 1


def test_an_application_that_raises_is_shown(site: Site) -> None:
    """The exception is a step, and uvicorn's own answer is on the wire."""
    html = site.html(events("broken", raises="KeyError"))
    assert '<g class="error">' in html
    assert "raises KeyError" in text(html)
    assert "HTTP/1.1 500 Internal Server Error" in text(html)


def test_long_bytes_are_shortened_with_their_length(project: Path) -> None:
    """Nothing long fills the page, and nothing is shortened in silence."""
    shown = "\n".join(step["event"] for step in traffic(project, "long")["steps"])
    assert "<5,000 bytes that begin b'xxx" in shown
    assert re.search(r"\.\.\. and [\d,]+ bytes more", shown)
    assert "x" * 2000 not in shown


def test_the_lifespan_surrounds_the_request(project: Path) -> None:
    """With lifespan on, startup is before the connection and shutdown after it."""
    recording = traffic(project, "living", lifespan="on")
    labels = course(recording)
    assert labels[:3] == ["scope lifespan", "lifespan.startup", "lifespan.startup.complete"]
    assert labels[-2:] == ["lifespan.shutdown.complete", "returns"]
    assert recording["steps"][0]["at"] < 0
    assert draw(recording["steps"], "", "x").count("<rect") == 1


def test_a_server_that_does_not_start_is_shown(project: Path) -> None:
    """When startup fails, the recording ends with the server's exit code."""
    recording = traffic(project, "stillborn", lifespan="on")
    assert recording["raises"] == "OSError"
    assert recording["steps"][-1]["label"] == "does not start"
    assert "no water" in [step["detail"] for step in recording["steps"]]


def test_commands_of_manage_py_run_before(site: Site) -> None:
    """``manage`` prepares the copy of the project that the request meets."""
    (site.project / "manage.py").write_text(
        "import sys, pathlib\npathlib.Path('made.py').write_text(f'made = {sys.argv[1:]}')\n"
    )
    (site.project / "late.py").write_text("from made import made\nfrom apps import hello\n")
    page = events("hello", manage="migrate 'a b'").replace("apps:", "late:")
    assert "heard" in site.html(page)


# Kept recordings --------------------------------------------------------------


def test_a_recording_is_kept_until_the_example_changes(site: Site) -> None:
    """A second build finds the first one's recording; a changed file makes a new one."""
    page = write("statements apps.py")
    site.html(page)
    first = site.kept()
    kept = site.folder / "_build" / "recordings" / min(first)
    kept.write_text(kept.read_text().replace('"respond": "function"', '"found": "kept"'))
    assert "binds found, a kept" in text(site.html(page + "\nMore.\n"))
    (site.project / "apps.py").write_text(APPS + "\nlater = 1\n")
    app = site.rebuild()
    assert app.warning.getvalue() == ""
    html = (app.outdir / "index.html").read_text()
    assert "binds later, an int" in text(html)
    assert len(site.kept() - first) == 1


def test_a_failed_run_is_not_kept(project: Path) -> None:
    """What failed is tried again."""
    with pytest.raises(RecordingError):
        traffic(project, "missing")
    assert not (project.parent / "recordings").exists()


def test_no_half_written_recording_is_ever_seen(project: Path) -> None:
    """The folder holds finished recordings alone."""
    traffic(project, "hello")
    (kept,) = (project.parent / "recordings").iterdir()
    assert json.loads(kept.read_text())["versions"]["Python"] == sys.version.split()[0]


# Other formats, proof ---------------------------------------------------------


def test_every_format_has_the_recording(site: Site) -> None:
    """The book is well-formed; text and LaTeX get the same words without a picture."""
    page = events("hello") + write("calls", "import apps\napps.asyncio.run", watch="json.loads")
    page = page.replace("apps.asyncio.run", "import json; json.loads('1')")
    book = site.build(page, "epub")
    minidom.parse(str(book.outdir / "index.xhtml"))  # noqa: S318 - our own page
    for builder, file in (("text", "index.txt"), ("latex", "*.tex")):
        app = site.rebuild(builder)
        assert app.warning.getvalue() == ""
        (written,) = app.outdir.glob(file)
        assert "http.response.start status 200" in written.read_text()


def test_a_recording_counts_as_proved(site: Site) -> None:
    """The proof check finds one block of the kind recording, with its place."""
    app = site.build(events("hello", name="greeting"))
    figures = json.loads((app.outdir / "proofs.json").read_text())
    assert figures["blocks"]["recording"] == 1
    assert figures["unproved"] == 0
    (node,) = app.env.get_doctree("index").findall(recording)
    assert (node["proof"], node.line, node["names"]) == ("recording", 4, ["greeting"])
    assert 'id="greeting"' in (app.outdir / "index.html").read_text()


# What is refused --------------------------------------------------------------

REQUEST = "GET / HTTP/1.1"
REFUSED = {
    "Unknown kind of recording 'films'; use statements, calls, events.": write("films"),
    "recording statements takes a file.": write("statements"),
    "recording events takes no file.": write("events apps.py", REQUEST),
    "nowhere.py is no file of the example project.": write("statements nowhere.py"),
    "recording statements takes no content; name the file alone.": write("statements apps.py", "x"),
    "recording statements has no option :watch:; take it out.": write(
        "statements apps.py", watch="a"
    ),
    "recording calls takes the code to run as its content.": write("calls", watch="a"),
    "recording calls needs :watch:, the functions to look for.": write("calls", "import os"),
    "recording events takes a raw HTTP request as its content.": write("events"),
    "'GET /' is no request line; write it like GET /now/ HTTP/1.1.": events("hello", "GET /"),
    "'Host' is no header; write it like Host: localhost.": events("hello", f"{REQUEST}\nHost"),
    ":application: apps.hello has not the form module:name.": write(
        "events", REQUEST, application="apps.hello"
    ),
    '"sometimes" unknown; choose from "off", "on", or "auto"': events(
        "hello", lifespan="sometimes"
    ),
    "The watched function apps.nothing does not exist; correct the :watch: option.": write(
        "calls", "import apps", watch="apps.nothing"
    ),
    "The watched function apps.respond is never called by this code": write(
        "calls", "import apps", watch="apps.respond"
    ),
    "ModuleNotFoundError: No module named 'nowhere'": write(
        "events", REQUEST, application="nowhere:application"
    ),
    "AttributeError: module 'apps' has no attribute 'missing'": events("missing"),
    "The program raised KeyError; mend it, or say :raises: KeyError.": events("broken"),
    "The program did not raise OSError; take :raises: out.": events("hello", raises="OSError"),
    "The status is 503; mend it, or say :status: 503.": events("failing"),
    "The status is 200; mend it, or say :status: 200.": events("hello", status=404),
    "The response HTTP/1.1 200 OK ended after 3 chunks, so the client could not leave after 4": (
        events("stream", disconnect_after=4)
    ),
    "can't open file": events("hello", manage="migrate"),
    "SyntaxError: '(' was never closed": write("calls", "print(", watch="a"),
}


@pytest.mark.parametrize("complaint", REFUSED)
def test_bad_input_fails_with_the_line_and_a_way_out(site: Site, complaint: str) -> None:
    """The message names the page and the line of the directive, and says what is wrong."""
    said = site.complaint("Before.\n\n" + REFUSED[complaint])
    assert "index.rst:6: ERROR: " in said
    assert complaint in said


def test_a_program_that_does_not_end_is_stopped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build fails after the time allowed, and the program is gone."""
    monkeypatch.setattr(recording_run, "SECONDS", 0.5)
    (site.project / "loop.py").write_text("while True: pass\n")
    said = site.complaint(write("statements loop.py"))
    assert "index.rst:4: ERROR: The recording failed. It was stopped after 0.5 seconds." in said


def test_a_site_without_an_example_project_is_told(site: Site) -> None:
    """The setting is named."""
    app = site.build(events("hello"), project=site.project / "nowhere")
    assert "Set example_project in conf.py" in app.warning.getvalue()


def test_the_docstring_shows_every_option() -> None:
    """Whoever reads the module finds every option the directive takes."""
    import sphinx_ext.recording

    documented = sphinx_ext.recording.__doc__ or ""
    assert [name for name in Recording.option_spec if name not in documented] == []
