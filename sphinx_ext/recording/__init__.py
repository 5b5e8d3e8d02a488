"""Runs a small program against the example project while the site is built; shows what happened.

The statements of a file, one by one, and what changes after each:

.. code-block:: rst

   .. recording:: statements puddle/asgi.py

The calls of the functions named in ``watch`` while the code runs, with the lines they come from:

.. code-block:: rst

   .. recording:: calls
      :watch: django.setup django.apps.registry.Apps.populate

      import os
      from django.core.asgi import get_asgi_application
      os.environ["DJANGO_SETTINGS_MODULE"] = "puddle.settings"
      application = get_asgi_application()

The events of one request, through a real uvicorn:

.. code-block:: rst

   .. recording:: events
      :application: puddle.asgi:application
      :lifespan: off
      :disconnect-after: 3
      :manage: migrate
      :status: 200

      POST /echo/ HTTP/1.1
      Host: localhost

      an optional body

``Connection: close`` and ``Content-Length`` are filled in; ``disconnect-after`` closes the
client's socket after so many body chunks; ``manage`` runs commands of ``manage.py`` before, one a
line. Every kind takes ``caption``, ``name``, ``class`` and ``raises``: the class of the exception
that the program ends with. An exception that ``raises`` does not announce, or a status from 500
that ``status`` does not, fails the build.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.assets import load_where_used
from sphinx_ext.proofs import RECORDING
from sphinx_ext.recording.markup import add_nodes, recording
from sphinx_ext.recording.run import RecordingError, dependencies, recorded
from sphinx_ext.recording.show import origin, show_calls, show_events, show_statements

Json = dict[str, Any]

REQUEST_LINE = re.compile(r"[A-Z]+ [!-~]+ HTTP/1\.[01]")
HEADER = re.compile(r"[!-9;-~]+:.*")


def lifespan(argument: str) -> str:
    """Accept what uvicorn calls the modes of the lifespan protocol."""
    return directives.choice(argument, ("off", "on", "auto"))


def commands(argument: str) -> list[list[str]]:
    """Accept commands of ``manage.py``, one a line, without a shell."""
    return [shlex.split(line) for line in directives.unchanged_required(argument).splitlines()]


class Recording(SphinxDirective):
    """Shows a recording of the kind its first word names."""

    required_arguments = 1
    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "application": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "class": directives.class_option,
        "disconnect-after": directives.nonnegative_int,
        "lifespan": lifespan,
        "manage": commands,
        "name": directives.unchanged_required,
        "raises": directives.unchanged_required,
        "status": directives.positive_int,
        "watch": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Record, or find the recording kept, and return the figure."""
        kind = self.kind()
        job, caption = kind.job(self)
        project = self.project()
        for path in dependencies(project):
            self.env.note_dependency(str(path))
        try:
            result = recorded(job, project, Path(self.env.doctreedir).parent / "recordings")
        except RecordingError as error:
            raise self.error(f"The recording failed. {error}") from error
        self.check_outcome(result)
        return [self.figure(kind, result, self.options.get("caption", caption))]

    def kind(self) -> "Kind":
        """Return the kind asked for, if its arguments and options fit it."""
        name, *path = self.arguments
        if name not in KINDS:
            raise self.error(f"Unknown kind of recording {name!r}; use {', '.join(KINDS)}.")
        kind = KINDS[name]
        foreign = self.options.keys() - kind.options - COMMON
        if foreign:
            raise self.error(f"recording {name} has no option :{min(foreign)}:; take it out.")
        if bool(path) != kind.takes_file:
            raise self.error(f"recording {name} takes {'a file' if not path else 'no file'}.")
        if bool(self.content) == kind.takes_file:
            needed = "no content; name the file alone" if self.content else kind.content
            raise self.error(f"recording {name} takes {needed}.")
        return kind

    def project(self) -> Path:
        """Return the folder of the example project."""
        project = Path(self.config.example_project)
        if not self.config.example_project or not project.is_dir():
            raise self.error("Set example_project in conf.py to the folder of the Django project.")
        return project

    def check_outcome(self, result: Json) -> None:
        """Refuse a program that ends otherwise than the page announces."""
        raised, announced = result.get("raises"), self.options.get("raises")
        if raised and raised != announced:
            said = result.get("error", raised)
            raise self.error(f"The program raised {said}; mend it, or say :raises: {raised}.")
        if announced and not raised:
            raise self.error(f"The program did not raise {announced}; take :raises: out.")
        wanted = self.options.get("status")
        for status in result.get("statuses", []):
            if status != wanted and (wanted or status >= 500):
                raise self.error(f"The status is {status}; mend it, or say :status: {status}.")

    def figure(self, kind: "Kind", result: Json, caption: str) -> nodes.Node:
        """Return the node of the whole recording."""
        number = self.env.new_serialno("recording")
        name = f"recording-{nodes.make_id(self.env.docname)}-{number}"
        figure = recording("", proof=RECORDING, classes=self.options.get("class", []))
        self.set_source_info(figure)
        self.add_name(figure)
        figure += [*kind.show(result, caption, name), origin(result)]
        return figure


# The three kinds --------------------------------------------------------------


class Kind(NamedTuple):
    """What one kind accepts, how its job is made, and how its recording is shown."""

    job: Callable[[Recording], tuple[Json, str]]
    show: Callable[[Json, str, str], list[nodes.Node]]
    options: frozenset[str] = frozenset()
    takes_file: bool = False
    content: str = ""


def statements_job(directive: Recording) -> tuple[Json, str]:
    """Return the job and the caption for the file named."""
    path = directive.arguments[1]
    if not (directive.project() / path).is_file():
        raise directive.error(f"{path} is no file of the example project.")
    job = {"kind": "statements", "path": path}
    return job, f"The statements of {path}, in the order they run"


def calls_job(directive: Recording) -> tuple[Json, str]:
    """Return the job and the caption for the code given."""
    watch = directive.options.get("watch", "").split()
    if not watch:
        raise directive.error("recording calls needs :watch:, the functions to look for.")
    job = {"kind": "calls", "code": "\n".join(directive.content), "watch": watch}
    return job, "The calls, in the order they happen"


def events_job(directive: Recording) -> tuple[Json, str]:
    """Return the job and the caption for the request given."""
    application = directive.options.get("application", "puddle.asgi:application")
    if not re.fullmatch(r"[\w.]+:\w+", application):
        raise directive.error(f":application: {application} has not the form module:name.")
    job = {
        "kind": "events",
        "application": application,
        "lifespan": directive.options.get("lifespan", "off"),
        "manage": directive.options.get("manage", []),
        "disconnect_after": directive.options.get("disconnect-after"),
        "request": raw_request(directive),
    }
    method, target = directive.content[0].split()[:2]
    return job, f"{method} {target}, from the first byte to the last"


def raw_request(directive: Recording) -> str:
    """Return the request as it goes on the wire, one character for each byte."""
    head, _, body = "\n".join(directive.content).partition("\n\n")
    line, *headers = head.split("\n")
    if not REQUEST_LINE.fullmatch(line):
        raise directive.error(f"{line!r} is no request line; write it like GET /now/ HTTP/1.1.")
    for header in headers:
        if not HEADER.fullmatch(header):
            raise directive.error(f"{header!r} is no header; write it like Host: localhost.")
    sent = body.encode()
    names = {header.partition(":")[0].lower() for header in headers}
    if "connection" not in names:
        headers.append("Connection: close")
    if sent and not names & {"content-length", "transfer-encoding"}:
        headers.append(f"Content-Length: {len(sent)}")
    return "\r\n".join([line, *headers, "", ""]) + sent.decode("latin-1")


COMMON = {"caption", "class", "name", "raises"}
KINDS = {
    "statements": Kind(statements_job, show_statements, takes_file=True),
    "calls": Kind(
        calls_job, show_calls, frozenset({"watch"}), content="the code to run as its content"
    ),
    "events": Kind(
        events_job,
        show_events,
        frozenset({"application", "disconnect-after", "lifespan", "manage", "status"}),
        content="a raw HTTP request as its content",
    ),
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``recording`` and its style sheet."""
    app.setup_extension("sphinx_ext.proofs")  # Owns the setting example_project.
    app.add_directive("recording", Recording)
    add_nodes(app)
    load_where_used(app, recording, css="recording.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
