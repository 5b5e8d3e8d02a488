"""Guards what ``sphinx_ext.theme`` and the style sheets mend: landmarks, headings, code, touch."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import furo  # type: ignore[import-untyped]
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Route, expect

from sphinx_ext.theme import HEADING, MENDS, breakable, parted
from tests.widgets import violations

RECORDED = "line-by-line/to-the-first-byte.html"


def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Return every page, parsed, by its address within the site."""
    return {
        str(page.relative_to(site)): BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in site.rglob("*.html")
        if "_static" not in page.parts
    }


@pytest.fixture(scope="module")
def soups(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of the built site."""
    return pages(site)


def opened(chromium: Browser, file: Path, width: int = 1440, scheme: str = "light") -> Page:
    """Return ``file``, opened in a window of this width."""
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    return page


# What is written --------------------------------------------------------------


def test_every_mend_is_still_needed(soups: dict[str, BeautifulSoup]) -> None:
    """Furo still writes each fault in its templates; one that it no longer writes can go."""
    theme = Path(furo.__file__).parent
    text = "".join(file.read_text(encoding="utf-8") for file in theme.rglob("*.html"))
    text = text.replace("{% if furo_hide_toc %} no-toc{% endif %}", "")
    others = [fault for fault in MENDS if "caption" in fault or "table-wrapper" in fault]
    assert [fault for fault in MENDS if fault not in text] == others  # Sphinx writes these.
    assert any(soup.select('.caption[role="heading"]') for soup in soups.values())


def test_no_page_keeps_a_fault(site: Path) -> None:
    """What a mend replaces is nowhere in the built site, what it puts there is somewhere."""
    texts = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    for fault, mend in MENDS.items():
        assert not [text for text in texts if fault in text.replace(mend, "")], fault
        assert any(mend in text for text in texts), mend


def test_landmarks_of_one_kind_have_names_of_their_own(soups: dict[str, BeautifulSoup]) -> None:
    """A screen reader can tell one ``aside`` from the other."""
    for page, soup in soups.items():
        asides = soup.select(".page > aside, .main > aside:not(.no-toc)")
        names = [str(aside.get("aria-label", "")) for aside in asides]
        assert all(names), page
        assert len(names) == len(set(names)), (page, names)
        assert "Site" in names


def test_every_page_has_one_first_heading(soups: dict[str, BeautifulSoup]) -> None:
    """Search too, where Furo has none."""
    assert {page: len(soup.find_all("h1")) for page, soup in soups.items()} == dict.fromkeys(
        soups, 1
    )


def test_no_table_repeats_a_role_it_has(soups: dict[str, BeautifulSoup]) -> None:
    """The W3C checker rejects a role on a part of a table that is a table anyway."""
    parts = {page: soup.select(":is(tr, th, td)[role]") for page, soup in soups.items()}
    assert not {page: found for page, found in parts.items() if found}


def test_a_row_holds_a_line_and_the_text_is_unchanged(soups: dict[str, BeautifulSoup]) -> None:
    """Each line of a block is one row, and nothing stands between the rows."""
    blocks = [pre for soup in soups.values() for pre in soup.select("pre:has(> .code-row)")]
    assert len(blocks) > 50
    for pre in blocks:
        rows = [row.get_text() for row in pre.select(":scope > .code-row")]
        assert all(re.fullmatch(r".*\n", row) for row in rows), rows
        assert "".join(rows) == pre.get_text()


def test_every_block_has_rows(soups: dict[str, BeautifulSoup]) -> None:
    """No block of Pygments' is left to scroll."""
    found = [pre for soup in soups.values() for pre in soup.select("div.highlight > pre")]
    assert not [pre for pre in found if not pre.select(".code-row, .row")]


def test_breaks_change_no_text_and_no_tag() -> None:
    """A line may break after a bracket and within a long name, a short name stays whole."""
    line = '<span class="p">(</span>django.core.exceptions.ImproperlyConfigured puddle.asgi 0.1'
    broken = breakable(line)
    assert broken.replace("<wbr/>", "") == line
    assert broken.count("<wbr/>") == 4
    assert "puddle.asgi 0.1" in unescape(broken)


def test_an_option_is_one_piece() -> None:
    """No line ends between the hyphens of an option and its name; a difference is no option."""
    assert breakable("curl -s --max-time=2 a-b 3 - 1") == (
        'curl <span class="option">-s</span> <span class="option">--max-time</span>=2 a-b 3 - 1'
    )


# What a browser makes of it ---------------------------------------------------


def test_a_recorded_table_is_a_table_on_a_phone(chromium: Browser, site: Path) -> None:
    """The style sheet stacks the cells; the accessibility tree keeps rows, headings and cells."""
    page = opened(chromium, site / RECORDED, 360)
    assert (
        page.locator(".recording-table tr")
        .first.evaluate("row => getComputedStyle(row).display")
        .endswith("grid")
    )
    tree = page.locator(".recording-statements").aria_snapshot()
    page.close()
    assert re.match(r"- table ", tree)
    for role in ("rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert re.search(rf"^\s+- {role}\b", tree, re.MULTILINE), role


def test_what_wraps_is_indented(chromium: Browser, site: Path) -> None:
    """On a phone a long line goes on to the right of where it began."""
    page = opened(chromium, site / "line-by-line/application.html", 360)
    lefts = page.locator(".code-row").evaluate_all(
        """rows => rows.map(row => {
             const range = document.createRange(); range.selectNodeContents(row);
             return [...range.getClientRects()].filter(box => box.width > 1)
           }).filter(boxes => boxes.at(-1).top > boxes[0].top + 9)
             .map(boxes => boxes.at(-1).left - boxes[0].left)"""
    )
    page.close()
    assert len(lefts) > 3
    assert min(lefts) > 20


def test_what_a_reader_copies_from_a_block_is_its_code(chromium: Browser, site: Path) -> None:
    """The rows add no empty line to what is selected."""
    page = opened(chromium, site / "protocol/http.html")
    block = page.locator("pre:has(> .code-row > .linenos)").first
    copied = str(
        block.evaluate(
            "one => (getSelection().selectAllChildren(one), getSelection().toString())",
        )
    )
    lines = block.evaluate("one => one.textContent").rstrip("\n").split("\n")
    page.close()
    assert copied.split("\n") == [re.sub(r"^ *\d+", "", line) for line in lines]


@pytest.mark.parametrize("width", [1440, 360])
def test_links_of_the_contents_are_a_finger_apart(
    chromium: Browser, site: Path, width: int
) -> None:
    """Two neighbours in *On this page* stand at least 24 pixels apart, as WCAG 2.2 asks."""
    page = opened(chromium, site / "about/verified.html", width)
    tops = page.locator(".toc-tree li li > a").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    page.close()
    assert len(tops) > 3
    assert min(after - before for before, after in pairwise(tops)) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_line_numbers_look_alike_in_light_and_dark(
    chromium: Browser, site: Path, scheme: str
) -> None:
    """The dark sheet of Pygments pads and paints numbers; ours outweighs it."""
    page = opened(chromium, site / "protocol/http.html", scheme=scheme)
    styles = page.locator(".code-row > .linenos").first.evaluate(
        "one => { const s = getComputedStyle(one);"
        " return [s.paddingLeft, s.paddingRight, s.backgroundColor] }"
    )
    page.close()
    assert styles == ["0px", "20px", "rgba(0, 0, 0, 0)"]


@pytest.mark.parametrize("width", [360, 1440])
def test_the_way_up_belongs_to_a_landmark(chromium: Browser, site: Path, width: int) -> None:
    """It comes where a reader who has scrolled down turns back."""
    page = opened(chromium, site / "deploy/servers.html", width=width)
    for way in (2000, -300):
        page.evaluate(
            "way => new Promise(done => { addEventListener('scroll', () =>"
            " requestAnimationFrame(done), { once: true });"
            " scrollBy({ top: way, behavior: 'instant' }) })",
            way,
        )
    expect(page.locator(".back-to-top")).to_be_visible()
    found = violations(page)
    page.close()
    assert found == []


# What an element of a drawing is painted with, unless it is one of the reader's own colours.
PAINTED = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  const own = ["Canvas", "CanvasText", "LinkText", "GrayText", "Highlight"].map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  const parts = document.querySelectorAll("article svg :is(path, line, rect, text, circle, use)");
  return [...parts].flatMap((part) => [getComputedStyle(part).stroke, getComputedStyle(part).fill])
    .filter((colour) => colour.startsWith("rgb(") && !own.includes(colour));
}"""


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize(
    "name",
    [
        "protocol/watch",
        "asgi-and-wsgi/is-asgi-faster",
        "about/design",
        "line-by-line/to-the-first-byte",
    ],
)
def test_drawings_have_the_colours_of_the_reader(
    chromium: Browser, site: Path, name: str, theme: str
) -> None:
    """Where a reader's own colours are forced, whichever scheme was chosen on the site."""
    page = chromium.new_page(color_scheme="dark", forced_colors="active")
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.goto((site / f"{name}.html").as_uri())
    painted = page.evaluate(PAINTED)
    page.close()
    assert painted == []


SHIFTS = """window.shifts = []; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) shifts.push(...entry.sources.map(one =>
    one.node?.className ?? "text"));
}).observe({ type: "layout-shift", buffered: true })"""


@pytest.mark.parametrize(
    ("width", "name"), [(412, "errors/index"), (1440, "line-by-line/application")]
)
def test_nothing_moves_while_a_page_loads(
    chromium: Browser, site: Path, width: int, name: str
) -> None:
    """The header, or the title, keeps the place of the button that a script shows later."""
    # Playwright looks for the paint with an eval() in the page, which its policy forbids.
    page = chromium.new_page(viewport={"width": width, "height": 823}, bypass_csp=True)
    page.add_init_script(SHIFTS)
    script = (site / "_static" / "scripts" / "furo.js").as_uri()

    held: list[Route] = []
    page.route(f"{script}*", lambda route: held.append(route))
    with page.expect_request(f"{script}*"):
        page.goto((site / f"{name}.html").as_uri(), wait_until="commit")
    page.wait_for_function("performance.getEntriesByType('paint').length > 0")
    held[0].continue_()
    page.wait_for_load_state("load")
    page.evaluate("new Promise(end => requestAnimationFrame(() => requestAnimationFrame(end)))")
    moved = page.evaluate("shifts")
    page.close()
    assert moved == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SynchronousOnlyOperation", "Synchronous<wbr/>Only<wbr/>Operation"),
        ("asyncio.exceptions.Failed", "asyncio<wbr/>.exceptions<wbr/>.Failed"),
        ("DJANGO_ALLOW_ASYNC_UNSAFE", "DJANGO_<wbr/>ALLOW_<wbr/>ASYNC_<wbr/>UNSAFE"),
        ("ImportError", "ImportError"),
    ],
)
def test_a_long_name_in_a_heading_breaks_between_its_parts(name: str, written: str) -> None:
    """The name is parted, its address is not, and neither is a name of the text."""
    code = '<code><span class="pre">{}</span></code>'
    address = f'<a href="#{name}">¶</a>'
    page = f"<h2>{code}{address}</h2><p>{code}</p>"
    expected = page.format(written, name)
    assert HEADING.sub(parted, page.format(name, name)) == expected
