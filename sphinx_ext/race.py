"""Races one load through WSGI and ASGI: a model, its drawing, and the measured result beside it.

Accepted input: how far the model may be off, in per cent, and one case a line: what a reader
calls it, then a file of ``bench/results/``, the clients and the threads::

    .. race::
       :within: 30

       10 clients, each view waits 100 ms = waiting, 10 clients, 4 threads
       100 clients, short views = requests, 100 clients, 4 threads

The first case is drawn, and all of them stand in a table, with the measured result and the error.
The model is ``lab/src/race.js``: ``node`` runs it while the site is built, and the page loads it
to give the reader sliders. A case that was not measured, or that the model misses by more than
``within``, fails the build.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from bench import results
from bench.results import Result, Run
from sphinx_ext.assets import is_still, load_where_used
from sphinx_ext.proofs import MEASURED

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "lab" / "src" / "race.js"
CASE = re.compile(r"(.+\S) = (\w+), (\d+) clients?, (\d+) threads?")
# How long the view of each file waits, in milliseconds, and the name of a cell.
FILES = {
    "requests": (0, "{server}/{view}/default/{clients}"),
    "waiting": (100, "{server}/{view}/{clients}"),
}
# What Node does with the model, whose address is its argument.
PROGRAM = """
import { readFileSync } from "node:fs";
const { run } = await import(process.argv[1]);
const { contenders, presets } = JSON.parse(readFileSync(0, "utf8"));
const each = presets.map(({ load, seconds, measured }) => run(contenders, load, seconds, measured));
process.stdout.write(JSON.stringify(each));
"""
SECONDS = 30  # The model of all cases takes less than one.


class Contender(NamedTuple):
    """One lane: its name, how it is told, its server, and what it costs as which server."""

    name: str
    told: str
    server: str
    view: str
    costs_as: str
    threads: int | str | None


CONTENDERS = (
    Contender(
        "WSGI, processes", "each worker has one thread, as gunicorn has without options",
        "gunicorn sync", "sync", "gunicorn sync", 1,
    ),
    Contender(
        "WSGI, threads", "each worker has the threads chosen, as with gunicorn --threads",
        "gunicorn {threads} threads", "sync", "gunicorn 4 threads", "slider",
    ),
    Contender(
        "ASGI, sync view", "a thread for each request, however many, as under uvicorn",
        "uvicorn", "sync", "uvicorn", None,
    ),
    Contender(
        "ASGI, async view", "no thread while it waits, as under uvicorn",
        "uvicorn", "async", "uvicorn", None,
    ),
)  # fmt: skip
# The name of a number, what a reader calls it, its bounds, and its step.
SLIDERS = (
    ("workers", "Workers", 1, 4, 1),
    ("threads", "Threads in each worker, where they count", 1, 100, 1),
    ("clients", "Clients that ask at once", 1, 200, 1),
    ("waiting", "Milliseconds that a view waits", 0, 500, 5),
    ("computing", "Milliseconds that a view computes", 0, 50, 1),
)


class RaceError(Exception):
    """A race that cannot be run; the text says what to do."""


class Race(nodes.General, nodes.Element):
    """The controls and the lanes; ``race`` is what the script reads, ``drawn`` what Node made."""


# What was measured ----------------------------------------------------------------------------


def measured(name: str) -> Result:
    """Return the results called ``name``."""
    try:
        return results.load(name)
    except FileNotFoundError:
        raise RaceError(f"nobody has measured {name!r}; run make bench") from None


def runs(name: str, contender: Contender, server: str, clients: int) -> list[Run]:
    """Return the runs of one cell."""
    key = FILES[name][1].format(server=server, view=contender.view, clients=clients)
    try:
        return measured(name).cells[key]
    except KeyError:
        raise RaceError(f"{name} holds no {key!r}; name what was measured") from None


def cost(contender: Contender) -> int:
    """Return the microseconds that a short request takes: the median of all runs, rounded."""
    found = (runs("requests", contender, contender.costs_as, clients) for clients in (1, 10, 100))
    every: list[float] = [run["cpu"] for cell in found for run in cell]
    return round(1000 * statistics.median(every))


def rates(name: str, contender: Contender, clients: int, threads: int) -> dict[str, float]:
    """Return the answers a second that were measured: the median round and the two others."""
    server = contender.server.format(threads=threads)
    found = [run["rate"] for run in runs(name, contender, server, clients)]
    return {"rate": statistics.median(found), "low": min(found), "high": max(found)}


# The race -------------------------------------------------------------------------------------


def preset(line: str) -> Json:
    """Return the case that a line names, with what was measured of each contender."""
    case = CASE.fullmatch(line)
    if not case or case[2] not in FILES:
        told = "write it like 10 clients = waiting, 10 clients, 4 threads"
        raise RaceError(f"{line!r} is no case; {told}; files are {' and '.join(FILES)}")
    label, name, clients, threads = case[1], case[2], int(case[3]), int(case[4])
    numbers = {"workers": 1, "threads": threads, "clients": clients}
    return {
        "label": label,
        "seconds": measured(name).method["seconds"],
        "load": numbers | {"waiting": FILES[name][0], "computing": 0},
        "measured": [rates(name, each, clients, threads) for each in CONTENDERS],
    }


def race_of(lines: list[str]) -> Json:
    """Return the race as the script reads it."""
    contenders = [{"name": c.name, "threads": c.threads, "cost": cost(c)} for c in CONTENDERS]
    return {"contenders": contenders, "presets": [preset(line) for line in lines]}


def run(race: Json) -> list[Json]:
    """Return what the model makes of each preset."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None:
        raise RaceError("the model needs Node; install requirements.txt, which brings it")
    done = subprocess.run(
        [node, "--input-type=module", "--eval", PROGRAM, MODEL.as_uri()],
        input=json.dumps(race), capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RaceError(f"lab/src/race.js failed: {done.stderr.strip()}")
    drawn: list[Json] = json.loads(done.stdout)
    return drawn


def check(race: Json, drawn: list[Json], within: int) -> None:
    """Refuse a model that is further off than the page says."""
    for case, result in zip(race["presets"], drawn, strict=True):
        for contender, lane in zip(CONTENDERS, result["shown"], strict=True):
            if abs(lane["off"]) > within:
                place = f"{case['label']}, {contender.name}"
                raise RaceError(f"{place}: off by {lane['off']} %; say so with :within:")


class RaceDirective(SphinxDirective):
    """The ``race`` directive; the module's docstring shows what it accepts."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {"within": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Return the lanes and the table, or the error that says what to correct."""
        self.assert_has_content()
        self.note_files()
        try:
            if "within" not in self.options:
                raise RaceError("say with :within: how many per cent the model may be off")
            race = race_of([line for line in self.content if line.strip()])
            drawn = run(race)
            check(race, drawn, self.options["within"])
        except RaceError as error:
            raise self.error(f"race: {error}.") from error
        node = Race(race=race, drawn=drawn[0], proof=MEASURED)
        self.set_source_info(node)
        return [node, table(race, drawn)]

    def note_files(self) -> None:
        """Have the page built again when the model or what was measured changes."""
        files = [results.RESULTS / f"{name}.json" for name in FILES]
        for file in [*files, MODEL]:
            self.env.note_dependency(str(file))


# Written --------------------------------------------------------------------------------------


def table(race: Json, drawn: list[Json]) -> nodes.table:
    """Return every case: what the model says, what was measured, and the error between them."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=n) for n in (28, 20, 20, 12)), cols=4)
    group += nodes.thead("", row("Answers a second", "Model", "Measured", "Error"))
    body = nodes.tbody()
    for case, result in zip(race["presets"], drawn, strict=True):
        body += headline(case["label"])
        for contender, lane, figure in zip(
            CONTENDERS, result["shown"], case["measured"], strict=True
        ):
            body += row(contender.name, lane["rate"], short(figure), percent(lane["off"]))
    group += body
    return nodes.table("", group, classes=["race-table"])


def row(*cells: str) -> nodes.row:
    """Return one row of text."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def headline(label: str) -> nodes.row:
    """Return the row above those of one case."""
    return nodes.row(
        "", nodes.entry("", nodes.paragraph("", "", nodes.strong(text=label)), morecols=3)
    )


def short(figure: dict[str, float]) -> str:
    """Return what was measured, with its spread."""
    return f"{answers(figure['rate'])} ({answers(figure['low'])} to {answers(figure['high'])})"


def answers(rate: float) -> str:
    """Return a rate as the script writes it."""
    return f"{rate:.1f}" if rate < 10 else f"{rate:,.0f}"


def percent(off: int) -> str:
    """Return an error with its sign."""
    sign = "+" if off > 0 else "\N{MINUS SIGN}" if off else ""
    return f"{sign}{abs(off)}\N{NO-BREAK SPACE}%"


def controls(race: Json) -> str:
    """Return the sliders, which wait for the script."""
    cases = "".join(
        f'<option value="{number}">{escape(case["label"])}</option>'
        for number, case in enumerate(race["presets"])
    )
    sliders = "".join(slider(race["presets"][0]["load"], *one) for one in SLIDERS)
    return (
        '<form class="race-controls" autocomplete="off"><fieldset disabled="">'
        f'<label class="race-case">The load <select>{cases}'
        f'<option value="">as the sliders say</option></select></label>{sliders}</fieldset></form>'
    )


def slider(load: Json, name: str, label: str, least: int, most: int, step: int) -> str:
    """Return one slider with its name and its number."""
    value = load[name]
    return (
        f'<label><span>{label}</span><input type="range" name="{name}" min="{least}" '
        f'max="{most}" step="{step}" value="{value}"/>'
        f'<span class="race-value" aria-hidden="true">{value}</span></label>'
    )


def lane(contender: Contender, shown: Json) -> str:
    """Return one lane: its name, its drawing, the model in words, what was measured."""
    return (
        f'<div class="race-lane"><p class="race-name"><strong>{contender.name}</strong>: '
        f'{contender.told}</p><div class="race-drawing">{shown["svg"]}</div>'
        f'<p class="race-told">{shown["told"]}</p>'
        f'<p class="race-measured">{shown["beside"]}</p></div>'
    )


LEGEND = (
    '<p class="race-legend"><span class="race-key race-computes">computes</span> '
    '<span class="race-key race-waits">waits in the view</span> '
    '<span class="race-key">stands in line, or waits for the processor</span></p>'
)


def visit_html(self: HTML5Translator, node: Race) -> None:
    """Write the controls and the lanes of the first case."""
    race, drawn = node["race"], node["drawn"]
    lanes = "".join(map(lane, CONTENDERS, drawn["shown"]))
    axis = "".join(f"<span>{mark}</span>" for mark in drawn["axis"])
    first = f"<p>{escape(race['presets'][0]['label'])}:</p>"
    form = first if is_still(self.builder) else controls(race)
    self.body.append(
        f'<div class="race" data-race="{escape(json.dumps(race))}">{form}{LEGEND}{lanes}'
        f'<p class="race-axis">{axis}</p><p role="status" class="race-status"></p></div>\n'
    )
    raise nodes.SkipNode


def skip(_self: object, _node: Race) -> None:
    """Leave it out where nothing can be drawn: the table says the same."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and what its pages load."""
    nothing = (skip, None)
    html = (visit_html, None)
    app.add_node(Race, html=html, latex=nothing, man=nothing, texinfo=nothing, text=nothing)
    app.add_directive("race", RaceDirective)
    load_where_used(app, Race, css="race.css", js="race.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
