"""Draws the steps of a request as a sequence diagram, in SVG that any width can show.

Places across are percentages and places down are pixels, so the letters keep their size on a
phone and the lifelines move apart on a desk. Colours come from the style sheet.
"""

from html import escape
from typing import Any

Json = dict[str, Any]

# Where the lifelines stand, in percent; the application's events are the longest words.
PLACES = {"client": 17, "server": 41, "application": 88}
# The room for a label that starts at a lifeline, in letters, on the narrowest screen.
ROOM = {17: 34, 41: 29}
HEAD, FOOT = 34, 12
TALL, LOW = 42, 30


def draw(steps: list[Json], title: str, name: str) -> str:
    """Return the diagram of ``steps``; ``name`` makes its ids unique on the page."""
    ends, y = [], HEAD
    for step in steps:
        y += TALL if step["detail"] else LOW
        ends.append(y)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="recording-diagram" role="img"'
        f' width="100%" height="{y + FOOT}" aria-labelledby="{name}-title {name}-desc">\n'
        f'<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-desc">Sequence diagram of {len(steps)} steps between client, '
        "server and application. The table below it lists the same steps.</desc>\n"
        + lifelines(y + FOOT)
        + presence(steps, ends)
        + "".join(arrow(step, end) for step, end in zip(steps, ends, strict=True))
        + "</svg>\n"
    )


def lifelines(height: int) -> str:
    """Return the names of the three and the line below each."""
    lines = '<text class="time" x="17%" y="36" dx="-14">ms</text>\n'
    for name, x in PLACES.items():
        lines += f'<text class="name" x="{x}%" y="14">{name}</text>\n'
        lines += f'<line class="life" x1="{x}%" x2="{x}%" y1="24" y2="{height}"/>\n'
    return lines


def presence(steps: list[Json], ends: list[int]) -> str:
    """Return the bars on the application's lifeline, from its call to its end."""
    bars, x, running, start = "", PLACES["application"], 0, 0
    for step, end in zip(steps, ends, strict=True):
        running += step["running"]
        y = end - baseline(step)
        if step["running"] == running == 1:
            start = y
        elif step["running"] < running == 0:
            place = f'x="{x}%" y="{start}" width="6" height="{y - start}"'
            bars += f'<rect class="here" {place} transform="translate(-3)"/>\n'
    return bars


def baseline(step: Json) -> int:
    """Return how far above the end of its row the arrow of ``step`` runs."""
    return 16 if step["detail"] else 4


def arrow(step: Json, end: int) -> str:
    """Return one step: its time, its arrow, its label above and its detail below the arrow."""
    y = end - baseline(step)
    start, stop = PLACES[step["from"]], PLACES[step["to"]]
    left, back = min(start, stop), 7 if stop < start else -7
    detail = f'<text class="detail" x="{left}%" y="{y + 14}" dx="9">' if step["detail"] else ""
    return (
        f'<g class="{step["style"]}">'
        f'<text class="time" x="17%" y="{y + 4}" dx="-14">{number(step["at"], 1)}</text>'
        f'<line x1="{start}%" x2="{stop}%" y1="{y}" y2="{y}"/>'
        f'<svg x="{stop}%" y="{y}" overflow="visible"><path d="M0 0L{back} -3.5V3.5z"/></svg>'
        f'<text class="label" x="{left}%" y="{y - 6}" dx="9">{fit(step["label"], left)}</text>'
        + (f"{detail}{fit(step['detail'], left)}</text>" if detail else "")
        + "</g>\n"
    )


def number(milliseconds: float, places: int) -> str:
    """Return a time as a number with a true minus sign."""
    return f"{milliseconds:.{places}f}".replace("-", "\N{MINUS SIGN}")


def fit(text: str, left: int) -> str:
    """Return ``text`` as SVG, cut where a phone ends; the table has it whole."""
    room = ROOM[left]
    return escape(text if len(text) <= room else text[: room - 1].rstrip() + "…")
