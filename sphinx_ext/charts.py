"""Draws bars with matplotlib, as SVG that belongs to the page: its font, its colours, its width.

The chart carries no colour and no font of its own, so it holds in light and in dark, and no id,
so several fit on one page. The same numbers always give the same text.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree

from bench.results import Figure

# Sizes in CSS pixels at the width a phone has; wider screens enlarge the whole.
WIDTH, LINE, TEXT = 400, 18, 13
PIXELS_PER_INCH = 72
ROOM_FOR_VALUES = 1.16

# Matplotlib wants colours; these stand for the page's own until the SVG is written.
INK, QUIET, BAR = "#010101", "#020202", "#030303"
COLOURS = {
    INK: "currentColor",
    QUIET: "var(--color-foreground-secondary, currentColor)",
    BAR: "var(--color-brand-primary, currentColor)",
}
OPACITIES = (1.0, 0.4, 0.1)
# What else matplotlib says about a shape is its default in a browser.
KEPT = (
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight"
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Row:
    """What stands under one name: a figure for each series, or None where nobody measured."""

    name: str
    figures: Sequence[Figure | None]


def draw(rows: Sequence[Row], series: Sequence[str], title: str, one: str = "") -> str:
    """Return the chart as SVG; ``one`` names what is 1, if the numbers are ratios."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Canvas

    lines = len(series) + len(rows) * (len(series) + 1.5) + (1.5 if one else 0.5)
    size = (WIDTH / PIXELS_PER_INCH, lines * LINE / PIXELS_PER_INCH)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "", "font.size": TEXT}):
        canvas = Canvas(figsize=size, dpi=PIXELS_PER_INCH)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, longest(rows) * ROOM_FOR_VALUES), ylim=(lines, 0))
        draw_legend(axes, series)
        for number, row in enumerate(rows):
            draw_row(axes, row, len(series) + 1 + number * (len(series) + 1.5))
        if one:
            draw_one(axes, one, len(series) + 0.5, lines - 1)
        text = io.BytesIO()
        canvas.savefig(text, format="svg", metadata={"Date": None})
    return page_svg(text.getvalue(), title)


def longest(rows: Sequence[Row]) -> float:
    """Return how far the longest bar or line reaches, and 1 at least."""
    return max([1.0, *(figure.high for row in rows for figure in row.figures if figure)])


def draw_legend(axes: Any, series: Sequence[str]) -> None:
    """Draw a square and a name for each series, one below the other."""
    unit = axes.get_xlim()[1] / WIDTH
    for number, name in enumerate(series):
        draw_bar(axes, number + 0.5, 14 * unit, number)
        write(axes, name, 22 * unit, number + 0.5, QUIET)


def draw_row(axes: Any, row: Row, top: float) -> None:
    """Draw a name and, below it, a bar for each series with its number behind it."""
    unit = axes.get_xlim()[1] / WIDTH
    write(axes, row.name, 0, top + 0.5, INK, fontweight="bold")
    for number, figure in enumerate(row.figures):
        middle = top + 1.5 + number
        if figure is None:
            write(axes, "not measured", 0, middle, QUIET)
            continue
        draw_bar(axes, middle, figure.median, number)
        if figure.low < figure.high:
            axes.plot([figure.low, figure.high], [middle, middle], color=INK, lw=1.5, clip_on=False)
        write(axes, figure.text(), figure.high + 5 * unit, middle, INK)


def draw_bar(axes: Any, middle: float, length: float, number: int) -> None:
    """Draw one bar in the shade of its series, with an edge that shows in any shade."""
    shade = (BAR, OPACITIES[number % len(OPACITIES)])
    axes.barh(middle, length, height=0.72, facecolor=shade, edgecolor=BAR, clip_on=False)


def draw_one(axes: Any, one: str, top: float, bottom: float) -> None:
    """Draw the line where the baseline stands, and its name below."""
    axes.plot([1, 1], [top, bottom], color=QUIET, lw=1, dashes=(3, 3), clip_on=False)
    write(axes, f"1 = {one}", 0, bottom + 0.5, QUIET)


def write(axes: Any, words: str, x: float, y: float, colour: str, **more: str) -> None:
    """Write words, beginning at ``x``."""
    axes.text(x, y, words, color=colour, va="center_baseline", ha="left", parse_math=False, **more)


# The page's own SVG -----------------------------------------------------------


def page_svg(drawn: bytes, title: str) -> str:
    """Return what matplotlib has drawn, without ids, fonts, colours and comments of its own."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 - written by matplotlib a moment ago.
    shapes = "\n".join(shape(element) for element in visible(root))
    return (
        f'<svg class="measured-chart" viewBox="{root.attrib["viewBox"]}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        "<desc>A bar chart; the table below it holds the same numbers.</desc>\n"
        f"{shapes}\n</svg>\n"
    )


def visible(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the shapes and the words; the first shape is the background, which the page has."""
    shapes = [element for element in root.iter() if element.tag in (f"{SVG}path", f"{SVG}text")]
    yield from shapes[1:]


def shape(element: ElementTree.Element) -> str:
    """Return one element as the page writes it."""
    tag = element.tag.removeprefix(SVG)
    attributes = {name: rounded(element.attrib[name]) for name in "dxy" if name in element.attrib}
    attributes |= presentation(element.attrib.get("style", ""))
    if tag == "text":
        attributes |= place(element.attrib.get("transform", ""))
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag} {written}>{escape(element.text or '')}</{tag}>".replace("></path>", "/>")


def place(transform: str) -> dict[str, str]:
    """Return where a text stands that matplotlib has moved there."""
    moved = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", transform)
    return {"x": rounded(moved[1]), "y": rounded(moved[2])} if moved else {}


def presentation(style: str) -> dict[str, str]:
    """Return a style as attributes, in the colours of the page; what names a font is dropped."""
    pairs: dict[str, str] = dict(re.findall(r"([\w-]+):\s*([^;]+)", style))
    if size := re.search(r"[\d.]+px", pairs.pop("font", "")):
        pairs |= {"font-size": size[0]} | ({"font-weight": "600"} if "font: 700" in style else {})
    return {name: COLOURS.get(pairs[name], pairs[name]) for name in KEPT if name in pairs}


def rounded(numbers: str) -> str:
    """Return numbers with two decimals at most, and on one line."""
    short = re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.2f}", numbers)
    return " ".join(short.split())
