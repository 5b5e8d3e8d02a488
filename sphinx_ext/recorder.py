"""Shows what an application hears and says on each kind of connection, and records it again.

Accepted input: the file of an application by hand, which the reader may change, and where Django's
own application and the one with Channels are, as ``module:object``::

    .. recorder:: by_hand/every_connection.py
       :django: puddle.asgi:application
       :channels: entrypoints.websocket:application

Each of the three is recorded on each connection of :data:`CONNECTIONS` while the site is built; the
reader chooses one without any script. The script steps through it, and has the lab run the same
recorder (``sphinx_ext/recording/recorder/play.py``) in the browser.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still
from sphinx_ext.proofs import RECORDING
from sphinx_ext.recording.markup import html, python, recording
from sphinx_ext.recording.run import RecordingError, dependencies, recorded
from sphinx_ext.recording.show import origin, show_events

Json = dict[str, Any]

CONNECTIONS = {
    "get": "HTTP GET",
    "post": "HTTP POST",
    "stream": "Streaming",
    "disconnect": "Disconnect",
    "websocket": "WebSocket",
    "lifespan": "Lifespan",
}
# The style sheet knows the names of both.
APPLICATIONS = {"django": "Bare Django", "channels": "Channels"}
BY_HAND = "by-hand"
AT_ONCE = 2
BESIDE = "WSGI’s environ beside ASGI’s scope, for this request"  # noqa: RUF001 - typographic
ABSENT = "The buttons did not load; every recording is here all the same."


class Recorder(nodes.General, nodes.Element):
    """The whole: the code by hand and a :class:`RecorderRun` for each choice; ``applications``."""


class RecorderCode(nodes.Part, nodes.Element):
    """Holds the block with the application by hand, from the file ``path``."""


class RecorderRun(nodes.Part, nodes.Element):
    """Holds the recording of one ``connection`` with one ``application``."""


class RecorderBeside(nodes.Part, nodes.Element):
    """Holds the environ beside the scope of one ``connection``, which is a request."""


class RecorderDirective(SphinxDirective):
    """The ``recorder`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = dict.fromkeys(APPLICATIONS, directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        """Record every choice, or find the recordings kept, and return them."""
        file, applications = self.file(), self.applications()
        node = Recorder(number=self.env.new_serialno("recorder"), applications=applications)
        self.set_source_info(node)
        node += self.code(file)
        node += self.runs(applications, node["number"])
        return [node]

    def file(self) -> Path:
        """Return the file that the reader may change."""
        project = Path(self.config.example_project)
        file = project / self.arguments[0]
        if not self.config.example_project or not file.is_file():
            raise self.error(f"recorder: {self.arguments[0]} is no file of the example project.")
        for path in dependencies(project):
            self.env.note_dependency(str(path))
        return file

    def applications(self) -> dict[str, tuple[str, str]]:
        """Return the applications by their id: name and place of each."""
        found = {}
        for key, name in APPLICATIONS.items():
            place = self.options.get(key, "")
            if not re.fullmatch(r"[\w.]+:\w+", place):
                told = f"say where the application is, like :{key}: puddle.asgi:application"
                raise self.error(f"recorder: {place!r} is no place; {told}.")
            found[key] = (name, place)
        module = self.arguments[0].removesuffix(".py").replace("/", ".")
        return found | {BY_HAND: ("By hand", f"{module}:application")}

    def code(self, file: Path) -> RecorderCode:
        """Return the block with the application by hand."""
        text = file.read_text(encoding="utf-8")
        block = nodes.literal_block(text, text, language="python", source=str(file))
        self.set_source_info(block)
        return RecorderCode("", block, path=self.arguments[0])

    def runs(self, applications: dict[str, tuple[str, str]], number: int) -> list[nodes.Node]:
        """Return the recordings, in the order in which they are chosen."""
        choices = list(product(CONNECTIONS, applications))
        jobs = [
            {"kind": "play", "connection": connection, "application": applications[key][1]}
            for connection, key in choices
        ]
        try:
            results = self.recorded(jobs)
        except RecordingError as error:
            raise self.error(f"recorder: the recording failed. {error}") from error
        made: list[nodes.Node] = []
        for (connection, key), result in zip(choices, results, strict=True):
            caption = f"{CONNECTIONS[connection]}, {applications[key][0]}"
            name = f"recorder-{number}-{connection}-{key}"
            figure = self.figure(*show_events(result, caption, name), origin(result))
            made.append(RecorderRun("", figure, connection=connection, application=key))
            if result["compared"] and key == BY_HAND:  # All three are asked the same.
                figure = self.figure(beside(result["compared"]))
                made.append(RecorderBeside("", figure, connection=connection))
        return made

    def recorded(self, jobs: list[Json]) -> list[Json]:
        """Return the results of all jobs; most of their time is spent waiting."""
        cache = Path(self.env.doctreedir).parent / "recordings"
        one = partial(recorded, project=Path(self.config.example_project), cache=cache)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, jobs))

    def figure(self, *parts: nodes.Node) -> recording:
        """Return one recording."""
        figure = recording("", *parts, proof=RECORDING)
        self.set_source_info(figure)
        return figure


def beside(pairs: list[list[str]]) -> nodes.Node:
    """Return the scope and the environ of a request, an entry beside the other."""
    rows = [
        html("tr", *(html("td", python(text, "pre")) if text else html("td") for text in pair))
        for pair in pairs
    ]
    names = (html("th", name, scope="col") for name in ("ASGI: scope", "WSGI: environ"))
    table = html("table", html("thead", html("tr", *names)), html("tbody", *rows))
    return html("details", html("summary", BESIDE), table)


# Writing it ------------------------------------------------------------------------


def choices(number: int, title: str, names: dict[str, tuple[str, str]]) -> str:
    """Return a group of radio buttons, the first of them chosen; each has a name and a place."""
    group = title.lower()
    buttons = "".join(
        f'<label><input type="radio" name="recorder-{number}-{group}" value="{key}"'
        f' data-choice="{group}" data-place="{escape(place)}"{" checked" * (at == 0)}>'
        f" {escape(name)}</label>\n"
        for at, (key, (name, place)) in enumerate(names.items())
    )
    return f"<fieldset>\n<legend>{title}</legend>\n{buttons}</fieldset>\n"


def visit_recorder(self: HTML5Translator, node: Recorder) -> None:
    """Open the whole with its choices, which work without a script; a book has none."""
    self.body.append(f'<div class="recorder" id="recorder-{node["number"]}">\n')
    if is_still(self.builder):
        return
    self.body.append('<div class="recorder-choices">\n')
    connections = {key: (name, "") for key, name in CONNECTIONS.items()}
    self.body.append(choices(node["number"], "Connection", connections))
    self.body.append(choices(node["number"], "Application", node["applications"]))
    self.body.append("</div>\n")


def depart_recorder(self: HTML5Translator, _node: Recorder) -> None:
    """Close the whole."""
    self.body.append("</div>\n")


def visit_code(self: HTML5Translator, node: RecorderCode) -> None:
    """Open the code by hand, folded, and leave the place of the buttons before it."""
    if not is_still(self.builder) and self.config.lab_version:
        self.body.append(f'<div class="recorder-bar"><span class="recorder-absent">{ABSENT}</span>')
        self.body.append("</div>\n")
    name = escape(node["path"])
    self.body.append(f'<details class="recorder-code"><summary>{name}</summary>\n')


def depart_code(self: HTML5Translator, _node: RecorderCode) -> None:
    """Close the code by hand."""
    self.body.append("</details>\n")


def visit_run(self: HTML5Translator, node: RecorderRun) -> None:
    """Open a recording that the style sheet shows when it is chosen."""
    choice = f'data-connection="{node["connection"]}" data-application="{node["application"]}"'
    self.body.append(f'<div class="recorder-run" {choice}>\n')


def visit_beside(self: HTML5Translator, node: RecorderBeside) -> None:
    """Open a comparison that the style sheet shows when its connection is chosen."""
    choice = f'data-connection="{node["connection"]}"'
    self.body.append(f'<div class="recorder-beside" {choice}>\n')


class PlainRecorder(SphinxPostTransform):
    """Gives every builder but HTML the code and the recordings, one after the other."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each recorder of the page."""
        for kind in (RecorderCode, RecorderRun, RecorderBeside, Recorder):
            for node in list(self.document.findall(kind)):
                node.replace_self(node.children)


def load(app: Sphinx, _page: str, _template: str, _context: Json, doctree: nodes.document) -> None:
    """Load the styles and, where the lab has been built, the script on a page that has one."""
    if doctree is None or next(doctree.findall(Recorder), None) is None:
        return
    app.add_css_file("recording.css")
    app.add_css_file("recorder.css")
    if app.config.lab_version and not is_still(app.builder):
        app.add_css_file("lab.css")
        app.add_js_file("recorder.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its nodes, and what its pages load."""
    for needed in ("lab", "recording"):  # The setting lab_version; the nodes of a recording.
        app.setup_extension(f"sphinx_ext.{needed}")
    app.add_directive("recorder", RecorderDirective)
    app.add_node(Recorder, html=(visit_recorder, depart_recorder))
    app.add_node(RecorderCode, html=(visit_code, depart_code))
    app.add_node(RecorderRun, html=(visit_run, depart_recorder))
    app.add_node(RecorderBeside, html=(visit_beside, depart_recorder))
    app.add_post_transform(PlainRecorder)
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
