"""Turns a recording into document nodes: a table, a nested list, or a diagram and a table."""

from typing import Any

from docutils import nodes

from sphinx_ext.recording.diagram import number
from sphinx_ext.recording.markup import html, python, recording_diagram, recording_html

Json = dict[str, Any]


def show_statements(recording: Json, caption: str, _name: str) -> list[nodes.Node]:
    """Return a table: line numbers, statement, what changed after it, time."""
    rows = [
        row(
            html("th", lines(step), scope="row", classes="line"),
            cell("code", python(step["source"], "pre")),
            cell("time", took(step["ms"])),
            cell("what", what_changed(step)),
        )
        for step in recording["steps"]
    ]
    return [table("statements", caption, ("Line", "Statement", "Time", "What changes"), rows)]


def show_calls(recording: Json, caption: str, _name: str) -> list[nodes.Node]:
    """Return an ordered list, nested as the calls are, and what the code raised, if anything."""
    items = [called(call) for call in recording["calls"]]
    root = html("ol", classes="recording-calls")
    for item, call in zip(items, recording["calls"], strict=True):
        parent = call["parent"]
        (root if parent is None else sublist(items[parent])).append(item)
    return [html("figcaption", caption), root, *raised(recording)]


def sublist(item: recording_html) -> recording_html:
    """Return the list at the end of ``item``, a new one if it has none yet."""
    last = item.children[-1]
    if not isinstance(last, recording_html) or last["tag"] != "ol":
        last = html("ol")
        item.append(last)
    return last


def show_events(recording: Json, caption: str, name: str) -> list[nodes.Node]:
    """Return the sequence diagram and a table of the same steps, each event whole."""
    rows = [
        row(
            cell("time", number(step["at"], 2)),
            cell("way", step["from"], html("span", " → "), step["to"]),
            cell("what", *event(step)),
        )
        for step in recording["steps"]
    ]
    return [
        html("figcaption", caption),
        recording_diagram("", steps=recording["steps"], title=caption, name=name),
        table("events", "The same, step by step", ("ms", "From and to", "What"), rows),
    ]


def origin(recording: Json) -> recording_html:
    """Return the line that says how and with what it was recorded."""
    versions = ", ".join(f"{name} {number}" for name, number in recording["versions"].items())
    more = " The times include the work of watching." if "calls" in recording else ""
    return html(
        "p", f"Recorded while this page was built: {versions}.{more}", classes="recording-origin"
    )


# Tables, which browsers keep as tables where the style sheet stacks the cells.


def table(kind: str, caption: str, heads: tuple[str, ...], rows: list[nodes.Node]) -> nodes.Node:
    """Return a table with a caption and a row of headings."""
    names = [html("th", head, scope="col") for head in heads]
    return html(
        "table",
        html("caption", caption),
        html("thead", row(*names)),
        html("tbody", *rows),
        classes=f"recording-table recording-{kind}",
    )


def row(*cells: nodes.Node) -> nodes.Node:
    """Return one row."""
    return html("tr", *cells)


def cell(name: str, *inside: str | nodes.Node) -> nodes.Node:
    """Return one cell, which the style sheet knows by ``name``."""
    return html("td", *inside, classes=name)


# Words ------------------------------------------------------------------------


def lines(step: Json) -> str:
    """Return the line numbers of a statement."""
    first, last = step["first"], step["last"]
    return str(first) if first == last else f"{first}–{last}"  # noqa: RUF001 - a range


def took(milliseconds: float) -> str:
    """Return a time in words that do not claim more than was measured."""
    if milliseconds < 0.1:
        return "< 0.1 ms"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"


def what_changed(step: Json) -> nodes.Node:
    """Return a list of what a statement or call changed."""
    changes = step["changes"]
    items: list[list[str | nodes.Node]] = []
    for name, kind in step.get("bound", {}).items():
        items.append(["binds ", html("code", name), f", {article(kind)} ", html("code", kind)])
    if "environ" in changes:
        value = html("code", repr(changes["environ"]))
        items.append(["sets ", html("code", "DJANGO_SETTINGS_MODULE"), " to ", value])
    if "settings" in changes:
        items.append(["configures the settings"])
    if "apps" in changes:
        items.append(["makes the app registry ready"])
    if changes["modules"]:
        items.append([imports(changes, full="bound" in step)])
    if "error" in step:
        items.append(["raises ", html("code", step["error"], classes="error")])
    return html("ul", *(html("li", *item) for item in items or [["changes nothing"]]))


def imports(changes: Json, *, full: bool) -> str:
    """Return how many modules came in, and the packages most of them belong to if ``full``."""
    count = changes["modules"]
    text = "imports 1 module" if count == 1 else f"imports {count:,} modules"
    packages = [f"{name} {number}" for name, number in changes["packages"]]
    named = sum(number for _, number in changes["packages"])
    if not full or count == 1:
        return text
    return f"{text}: {', '.join(packages)}{', and others' if named < count else ''}"


def article(noun: str) -> str:
    """Return the article an English reader expects before ``noun``."""
    return "an" if noun[:1].upper() in "AEIOU" else "a"


def called(call: Json) -> recording_html:
    """Return one call: the function, where and in which line it is called, what changed."""
    place = f"{call['file']}:{call['line']}" if call["file"] else f"line {call['line']}"
    changed = call["changes"]["modules"] or len(call["changes"]) > 2
    return html(
        "li",
        html(
            "div",
            html("code", *breakable(call["function"]), classes="function"),
            html("span", " ", took(call["ms"]), classes="time"),
            classes="call",
        ),
        html("div", html("code", place), " ", python(call["source"]), classes="caller"),
        *([what_changed(call)] if changed else []),
    )


def breakable(name: str) -> list[str | nodes.Node]:
    """Return a dotted name that a narrow screen breaks before a dot, not within a word."""
    first, *rest = name.split(".")
    parts = [(html("wbr"), f".{part}") for part in rest]
    return [first, *(piece for pair in parts for piece in pair)]


def event(step: Json) -> list[nodes.Node]:
    """Return the words of a step; its event whole, where it has one, can be unfolded."""
    label = html("code", step["label"], classes=step["style"])
    words = [label, html("span", f" {step['detail']}", classes="detail")]
    if not step["event"]:
        return [html("div", *words)]
    return [html("details", html("summary", *words), python(step["event"], "pre"))]


def raised(recording: Json) -> list[nodes.Node]:
    """Return the line that says what the code raised."""
    if "error" not in recording:
        return []
    error = html("code", recording["error"], classes="error")
    return [html("p", "Then the code raises ", error, classes="recording-raised")]
