"""Shows what ``make reference`` found out: the scopes and events of the servers, and their options.

.. code-block:: rst

   .. scope-keys:: http

      type: The kind of the connection.

   .. asgi-events:: receive http

      http.request: A piece of the body.

   .. server-options:: time

   .. reference-versions::

``bench/results/scopes.json`` has the types of scopes and the two directions of events, and
``bench/results/options.json`` the themes. Each key and event that was seen has one line of its
own, and no other has.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from bench.reference.results import OPTIONS, SCOPES, read
from sphinx_ext.proofs import MEASURED
from sphinx_ext.server_matrix import columns, row, server_matrix

Senders = dict[str, str]


class Results(SphinxDirective):
    """What the directives share: results that are read from a file, and checked names."""

    def results(self, file: Path) -> dict[str, Any]:
        """Return the results; a change to them rebuilds the page."""
        self.env.note_dependency(str(file))
        return read(file)

    def known(self, kind: str, name: str, among: dict[str, Any]) -> dict[str, Any]:
        """Return what ``name`` stands for; raise an error that lists what there is otherwise."""
        if name not in among:
            told = f"there is no {kind} {name!r}; there are: {', '.join(among)}"
            raise self.error(f"{self.name}: {told}.")
        found: dict[str, Any] = among[name]
        return found

    def sentences(self, names: list[str]) -> dict[str, str]:
        """Return the line of each of ``names``; raise an error for one too few or too many."""
        told = dict(line.split(": ", 1) for line in self.content if ": " in line)
        if unlike := set(told) ^ set(names):
            raise self.error(f"{self.name}: one line for each of what was seen: {sorted(unlike)}.")
        return told

    def listed(self, answers: dict[str, Senders], everyone: list[str]) -> nodes.definition_list:
        """Return each name with its sentence, and below it who sends what."""
        found = nodes.definition_list("", proof=MEASURED, classes=["reference-list"])
        self.set_source_info(found)
        for name, sentence in self.sentences(list(answers)).items():
            text, _messages = self.parse_inline(sentence)
            senders = [answer(*group) for group in groups(answers[name], everyone)]
            said = nodes.definition("", nodes.paragraph("", "", *text), *senders)
            term = nodes.term("", "", nodes.literal(name, name))
            found += nodes.definition_list_item("", term, said)
        return found


def groups(senders: Senders, everyone: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each value that was sent, behind the names of those that sent it; then who did not."""
    for value in dict.fromkeys(senders.values()):
        yield named([name for name in senders if senders[name] == value], everyone), value
    if missing := [name for name in everyone if name not in senders]:
        yield f"not sent by {named(missing, everyone)}", ""


def named(some: list[str], everyone: list[str]) -> str:
    """Return names, or one word for all of them."""
    return "all" if set(some) == set(everyone) else ", ".join(some)


def answer(names: str, value: str) -> nodes.paragraph:
    """Return who sends a value, and the value."""
    if not value:
        return nodes.paragraph("", names)
    return nodes.paragraph("", "", nodes.Text(f"{names}: "), nodes.literal(value, value))


class ScopeKeys(Results):
    """The ``scope-keys`` directive: each key of a type of scope, and who sends what in it."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        results = self.results(SCOPES)
        keys = self.known("type of scope", self.arguments[0], results["scopes"])
        everyone = list(dict.fromkeys(name for senders in keys.values() for name in senders))
        return [self.listed(keys, everyone)]


class Events(Results):
    """The ``asgi-events`` directive: each event of a direction and a type of scope."""

    required_arguments = 2
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        direction, scope = self.arguments
        results = self.results(SCOPES)
        known = self.known("direction", direction, results["events"])
        events = {name: each for name, each in known.items() if name.startswith(f"{scope}.")}
        everyone = list(dict.fromkeys(name for each in events.values() for name in each))
        answers = {
            name: {server: shown(keys) for server, keys in each.items()}
            for name, each in events.items()
        }
        return [self.listed(answers, everyone)]


def shown(event: dict[str, str]) -> str:
    """Return an event as Python shows it, with the names of its headers only."""
    values = {key: "[...]" if key == "headers" else text for key, text in event.items()}
    return "{" + ", ".join(f"'{key}': {text}" for key, text in values.items()) + "}"


class ServerOptions(Results):
    """The ``server-options`` directive: a table of one theme, a task in each row."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        results = self.results(OPTIONS)
        theme = self.arguments[0]
        tasks, servers = self.known("theme", theme, results["themes"]), list(results["options"])
        group = nodes.tgroup("", *columns(len(servers)), cols=len(servers) + 1)
        group += nodes.thead("", row([nodes.Text(text) for text in ("To set", *servers)]))
        group += nodes.tbody("", *(options(task, each, servers) for task, each in tasks.items()))
        node = server_matrix("", nodes.table("", group), name=f"Options: {theme}", proof=MEASURED)
        self.set_source_info(node)
        return [node]


def options(task: str, each: dict[str, str], servers: list[str]) -> nodes.row:
    """Return the row of a task: the option of each server, or a dash."""
    cells = [nodes.literal(each[name], each[name]) if name in each else nodes.Text("-")
             for name in servers]  # fmt: skip
    return row([nodes.Text(task), *cells])


class ReferenceVersions(Results):
    """The ``reference-versions`` directive: when, and of which versions, this was asked."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence."""
        results = self.results(SCOPES)
        versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
        text = f"Asked on {results['date']} by make reference: {versions}."
        return [nodes.paragraph("", text, classes=["server-versions"])]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("scope-keys", ScopeKeys)
    app.add_directive("asgi-events", Events)
    app.add_directive("server-options", ServerOptions)
    app.add_directive("reference-versions", ReferenceVersions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
