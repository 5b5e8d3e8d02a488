"""Guards the ``line-by-line`` directive: what it accepts, what it writes, how it is read."""

import os
import pickle
import re
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import indent
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect
from sphinx.testing.util import SphinxTestApp

from sphinx_ext.line_by_line import LineByLine, slug, statements_of

ROOT = Path(__file__).resolve().parent.parent
ASGI = ROOT / "example_project" / "puddle" / "asgi.py"
CODE = "import os\n\nx = 1\ny = 2\n"
TERMS = "``import``\n   Brings in.\n``x``\n   One.\n``y``\n   Two.\n"


class Site:
    """A folder with one page, and the file it shows."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.folder, self.make_app = folder, make_app
        (folder / "conf.py").write_text('extensions = ["sphinx_ext.line_by_line"]\n')
        self.write(CODE)

    def write(self, code: str) -> None:
        """Write the file that the page shows."""
        (self.folder / "shown.py").write_text(code)

    def page(self, content: str = TERMS, options: str = "", path: str = "shown.py") -> None:
        """Write the page: a directive with this content."""
        text = f".. line-by-line:: {path}\n{indent(options, '   ')}\n{indent(content, '   ')}"
        (self.folder / "index.rst").write_text(f"Title\n=====\n\n{text}\n")

    def build(self, builder: str = "html") -> SphinxTestApp:
        """Build the page."""
        app = self.make_app(builder, srcdir=self.folder)
        app.build()
        app.cleanup()  # so that a test builds more than once
        return app

    def html(self) -> str:
        """Return the page, built without a complaint."""
        app = self.build()
        assert app.warning.getvalue() == ""
        return (app.outdir / "index.html").read_text()

    def complaint(self) -> str:
        """Return what the build says, free of colour and of the folder's name."""
        said = re.sub(r"\x1b\[[\d;]*m", "", self.build().warning.getvalue())
        return said.replace(f"{self.folder}/", "")


@pytest.fixture
def site(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Site:
    """A site whose page explains every statement of its file."""
    made = Site(tmp_path, make_app)
    made.page()
    return made


def text_of(html: str) -> str:
    """Return what a reader sees of ``html``."""
    return re.sub("<[^>]+>", "", html)


def shown(html: str) -> list[str]:
    """Return the rows of the listing, each as its number and its text."""
    listing = html[html.index("<pre>") : html.index("</pre>")]
    return [text_of(row).strip() for row in listing.split('<span class="row">')[1:]]


# What the page holds ------------------------------------------------------------------------


def test_every_line_has_the_number_it_has_in_the_file(site: Site) -> None:
    """Blank lines keep their number, at the beginning of the file too."""
    site.write(f"\n{CODE}\n")
    assert shown(site.html()) == ["1", "2 import os", "3", "4 x = 1", "5 y = 2", "6"]


def test_each_line_leads_to_its_explanation_and_each_explanation_to_its_line(site: Site) -> None:
    """Every link has a target on the page, in both directions."""
    html = site.html()
    for name in ("import", "x", "y"):
        assert re.search(rf'<a [^>]*href="#line-{name}"[^>]* id="code-{name}"', html)
        assert re.search(rf'id="line-{name}"[^>]*>\s*<dt><pre[^>]*><a [^>]*"#code-{name}"', html)


def test_an_explanation_shows_its_line_again_with_its_number(site: Site) -> None:
    """The term of the page is short; what is shown is the whole line of the file."""
    terms = re.findall(r"<dt>(.*?)</dt>", site.html(), re.DOTALL)
    assert [text_of(term).strip() for term in terms] == ["1 import os", "3 x = 1", "4 y = 2"]


def test_a_statement_of_several_lines_is_one_link(site: Site) -> None:
    """Its decorator belongs to it, and so do the blank lines within."""
    site.write('"""Says.\n\nMore.\n"""\n@staticmethod\ndef f():\n\n    return 1\n')
    site.page('``"""``\n   Says.\n``@staticmethod``\n   Does.\n')
    links = re.findall(r'<a class="statement"[^>]*>(.*?)</a>', site.html(), re.DOTALL)
    numbers = [re.findall(r'"linenos"[^>]*> *(\d+)', link) for link in links]
    assert numbers[:2] == [["1", "2", "3", "4"], ["5", "6", "7", "8"]]


def test_a_comment_is_part_of_the_link_of_the_statement_below(site: Site) -> None:
    """The explanation shows the statement alone; a comment at the end is no link."""
    site.write("import os\n\n# Why.\n\nx = 1\ny = 2\n# End.\n")
    html = site.html()
    listing = html[html.index("<pre>") : html.index("</pre>")]
    link = re.search(r'<a [^>]*id="code-x"[^>]*>(.*?)</a>', listing, re.DOTALL)
    assert link
    assert text_of(link[1]).split() == ["3", "#", "Why.", "4", "5", "x", "=", "1"]
    assert "# Why." not in text_of(html[html.index("<dl>") :])
    assert text_of(listing[listing.rindex("</a>") :]).split() == ["7", "#", "End."]


def test_statements_that_share_a_line_are_one() -> None:
    """They have one number, so they have one explanation."""
    assert [s[:2] for s in statements_of("a = 1; b = 2\nc = 3; d = [\n]\n")] == [(1, 1), (2, 3)]


def test_the_code_is_escaped_and_highlighted(site: Site) -> None:
    """The listing is coloured by the styles of the theme."""
    site.write('import os\nx = "<b>&"\ny = 2\n')
    html = site.html()
    assert '<div class="highlight notranslate"><pre>' in html
    assert '<span class="kn">import</span>' in html
    assert "&lt;b&gt;&amp;" in html


def test_a_definition_holds_any_rest(site: Site) -> None:
    """Links, lists and doctests work as they do elsewhere."""
    (site.folder / "more.rst").write_text(":orphan:\n\nMore\n====\n")
    body = ":doc:`more`, *and*:\n\n   * a list\n\n   .. code-block:: python\n\n      z = 3\n"
    site.page(f"``import``\n   {body}\n``x``\n   >>> 1\n   1\n``y``\n   Two.\n")
    html = site.html()
    assert 'href="more.html"' in html
    assert "<li><p>a list</p></li>" in html
    assert 'class="highlight-python' in html


def test_two_listings_on_a_page_have_ids_of_their_own(site: Site) -> None:
    """The second one is numbered; no link leads to the other listing."""
    site.page()
    page = site.folder / "index.rst"
    page.write_text(page.read_text() + "\n" + page.read_text().split("=====\n")[1])
    html = site.html()
    ids = Counter(re.findall(r'\bid="([^"]+)"', html))
    assert {"line-x", "code-x", "line-x-2", "code-x-2"} <= ids.keys()
    assert set(ids.values()) == {1}
    assert set(re.findall(r'href="#((?:line|code)-[^"]+)"', html)) <= ids.keys()


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ('"""', "docstring"),
        ("import os", "import-os"),
        ("from django.core.asgi", "from-django-core-asgi"),
        ("os.environ.setdefault(", "setdefault"),
        ("application = get_asgi", "application"),
        ("application: ASGIApp", "application"),
        ("@app.route('/')", "route"),
        ("async def app(scope", "async-def-app"),
        ("_", "statement"),
    ],
)
def test_an_id_is_readable(term: str, name: str) -> None:
    """It is made of the words a reader sees."""
    assert slug(term) == name


def test_the_caption_is_what_the_page_says_or_the_name_of_the_file(site: Site) -> None:
    """Either way the listing has one."""
    assert '<figcaption class="notranslate">shown.py</figcaption>' in site.html()
    site.page(options=":caption: a & b.py\n:compact:\n")
    html = site.html()
    assert ">a &amp; b.py</figcaption>" in html
    assert '<div class="line-by-line compact">' in html


def test_what_is_to_be_tried_stands_below_the_explanations(site: Site) -> None:
    """It belongs to the listing, in HTML and in a plain text."""
    site.page(f"{TERMS}\nTry it:\n\n>>> x\n1\n", ":beside:\n")
    html = site.html()
    assert '<div class="line-by-line beside">' in html
    assert "home.css" in html
    assert html.index("</dl>") < html.index("<p>Try it:</p>") < html.index("&gt;&gt;&gt; ")
    assert len(re.findall(r'data-statement="3" data-kept=""', html)) == html.count("data-kept") == 2
    text = (site.build("text").outdir / "index.txt").read_text()
    assert text.index('"y = 2"') < text.index("Try it:") < text.index(">>> x")


def test_its_style_and_script_load_where_it_is_used(site: Site) -> None:
    """A page without a listing loads neither."""
    (site.folder / "more.rst").write_text(":orphan:\n\nMore\n====\n")
    html = site.html()
    assert "line-by-line.css" in html
    assert "home.css" not in html
    assert re.search(r"<script[^>]*line-by-line\.js", html)
    assert "line-by-line" not in (site.folder / "_build/html/more.html").read_text()


def test_the_proof_check_counts_the_listing(site: Site) -> None:
    """The node says what proves it and which file it is, also after pickling."""
    doctree = pickle.loads(pickle.dumps(site.build().env.get_doctree("index")))
    (node,) = doctree.findall(LineByLine)
    assert node["proof"] == "file"
    assert node["source_file"] == str(site.folder / "shown.py")
    assert node.line == 4


def test_other_builders_write_a_plain_listing_and_a_plain_list(site: Site) -> None:
    """The text builder shows the file and every explanation."""
    app = site.build("text")
    text = (app.outdir / "index.txt").read_text()
    assert app.warning.getvalue() == ""
    assert "   import os\n\n   x = 1\n   y = 2\n" in text
    assert '"x = 1"\n   One.' in text


def test_an_e_book_holds_well_formed_xml_and_no_script(site: Site) -> None:
    """Its listing is the page's own, links included."""
    book = (site.build("epub").outdir / "index.xhtml").read_text()
    ElementTree.fromstring(re.sub("&[a-z]+;", "", book))  # noqa: S314 - written a moment ago
    assert 'href="#line-x"' in book
    assert "line-by-line.js" not in book
    site.page(options=":beside:\n")
    assert '<div class="line-by-line">' in (site.build("epub").outdir / "index.xhtml").read_text()


@pytest.mark.parametrize("builder", ["epub", "latex", "man", "texinfo", "xml", "pseudoxml"])
def test_every_builder_knows_it(site: Site, builder: str) -> None:
    """No builder complains of a node it does not know."""
    said = site.build(builder).warning.getvalue()
    assert "LineByLine" not in said
    assert "line-by-line" not in said


# What it refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (TERMS.replace("``x``", "``z``"), 8, "``z`` begins no statement of the file: line 1"),
        (TERMS.replace("``x``", "*x*"), 8, "the term “x” is not one inline literal. Write"),
        (TERMS.replace("``x``", "``x`` is"), 8, "the term “x is” is not one inline literal"),
        (f"{TERMS}``x``\n   Again.\n", 12, "line 3 ``x = 1`` is explained twice. Keep one"),
        (
            "``import``\n   A.\n``y``\n   B.\n``x``\n   C.\n", 10,
            "line 3 ``x = 1`` is explained after line 4 ``y = 2``. Put the explanations",
        ),
        ("``x``\n   One.\n", 4, "nothing explains line 1 ``import os``, line 4 ``y = 2``. Add"),
        ("A paragraph.\n", 4, "the content begins with a definition list: the beginning of"),
        (f"A paragraph.\n\n{TERMS}", 4, "the content begins with a definition list"),
        ("", 4, "the content begins with a definition list"),
    ],
)  # fmt: skip
def test_bad_content_fails_the_build(site: Site, content: str, line: int, message: str) -> None:
    """The message names the page, the line, what is wrong and what to do."""
    site.page(content)
    assert f"index.rst:{line}: ERROR: line-by-line: {message}" in site.complaint()


def test_a_term_that_begins_several_statements_fails_the_build(site: Site) -> None:
    """A longer term says which is meant; a whole statement always does."""
    site.write("import os\nimport os.path\n")
    site.page("``import``\n   A.\n``import os.path``\n   B.\n")
    message = "``import`` begins more than one statement: line 1 ``import os``, line 2"
    assert f"index.rst:6: ERROR: line-by-line: {message}" in site.complaint()
    site.page("``import os``\n   A.\n``import os.path``\n   B.\n")
    assert site.complaint() == ""


def test_a_missing_file_fails_the_build(site: Site) -> None:
    """The message says where a path begins."""
    site.page(path="gone.py")
    said = site.complaint()
    assert "index.rst:4: ERROR: line-by-line: gone.py: No such file or directory. Name it" in said


@pytest.mark.parametrize("code", ["import os\nx = (\n", "x = 'a\0b'\n"])
def test_a_file_that_python_cannot_parse_fails_the_build(site: Site, code: str) -> None:
    """The message is Python's own, with the file."""
    site.write(code)
    assert "index.rst:4: ERROR: line-by-line: Python cannot parse shown.py: " in site.complaint()


def test_a_changed_line_fails_the_next_build(site: Site) -> None:
    """The page is read again because of the file, and the message names the page."""
    site.html()
    changed = site.folder / "shown.py"
    site.write(CODE.replace("x = 1", "renamed = 1"))
    os.utime(changed, ns=(changed.stat().st_mtime_ns + 10**9,) * 2)
    assert "index.rst:8: ERROR: line-by-line: ``x`` begins no statement" in site.complaint()


@pytest.mark.parametrize("path", ["/shown.py", "../shown.py"])
def test_a_path_begins_at_the_page_or_at_the_source_folder(site: Site, path: str) -> None:
    """A leading slash means the source folder, as in ``literalinclude``."""
    site.page(path=path)
    (site.folder / "part").mkdir()
    shutil.move(site.folder / "index.rst", site.folder / "part" / "one.rst")
    (site.folder / "index.rst").write_text("Title\n=====\n\n.. toctree::\n\n   part/one\n")
    assert site.complaint() == ""


# In a browser -------------------------------------------------------------------------------

REAL = """
``\"\"\"``
   Says what the file is for. :doc:`more`
``import os``
   Brings in Python's ``os`` module, whose ``environ`` is the environment of this process.
``from django.core.asgi``
   Brings in a function. Importing it configures nothing.
``os.environ.setdefault(``
   Names the settings module, unless the environment already names one.
``application``
   Loads everything, then keeps the handler under the name every server looks for.
"""
NAMES = ("docstring", "import-os", "from-django-core-asgi", "setdefault", "application")
LINES = "figure a.statement"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve Django's own asgi.py, explained on a page of this site's theme."""
    folder = tmp_path_factory.mktemp("furo")
    shutil.copy(ASGI, folder / "shown.py")
    site = Site(folder, partial(SphinxTestApp, freshenv=True))
    shutil.copy(ASGI, folder / "shown.py")
    static = [str(ROOT / "docs/_static"), str(ROOT / "build/widgets")]
    (folder / "conf.py").write_text(
        'extensions = ["sphinx_ext.line_by_line"]\n'
        f'html_theme, html_static_path = "furo", {static}\n'
    )
    (folder / "more.rst").write_text(":orphan:\n\nMore\n====\n")
    site.page(REAL)
    handler = partial(QuietHandler, directory=site.build().outdir)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page as a reader with these settings."""
    contexts = []

    def visit(width: int = 1440, height: int = 600, **settings: object) -> Page:
        viewport = {"width": width, "height": height}
        context = chromium.new_context(viewport=viewport, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"The page raised {error}"))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


def current(page: Page) -> list[str]:
    """Return the ids of what is marked."""
    marked = page.locator("[data-current]").evaluate_all("all => all.map(one => one.id)")
    return list(marked)


def pair(name: str) -> list[str]:
    """Return the ids of a line and of its explanation."""
    return [f"code-{name}", f"line-{name}"]


def test_the_arrows_walk_the_file(visit: Callable[..., Page]) -> None:
    """The focus moves, the pair is marked and stays in view; the page keeps its height."""
    page = visit(height=700)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.locator(LINES).first.focus()
    assert current(page) == pair("docstring")
    for name in NAMES[1:]:
        page.keyboard.press("ArrowDown")
        expect(page.locator(f"#code-{name}")).to_be_focused()
        assert current(page) == pair(name)
        for part in pair(name):
            expect(page.locator(f"#{part}")).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowUp")
    assert current(page) == pair("setdefault")
    page.keyboard.press("Home")
    assert current(page) == pair("docstring")
    page.keyboard.press("End")
    assert current(page) == pair("application")
    expect(page.locator("figure")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_in_a_low_window_the_line_in_focus_stays_in_view(visit: Callable[..., Page]) -> None:
    """There the listing is not held; the explanation follows as far as there is room."""
    page = visit(height=300)
    page.locator(LINES).first.focus()
    for name in NAMES[1:]:
        page.keyboard.press("ArrowDown")
        expect(page.locator(f"#code-{name}")).to_be_in_viewport(ratio=1)
    expect(page.locator("#line-docstring")).to_be_in_viewport()


def test_escape_returns_to_where_the_walk_began(visit: Callable[..., Page]) -> None:
    """The focus and the scroll position are those of before."""
    page = visit()
    page.locator(LINES).nth(1).focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("End")
    assert page.evaluate("scrollY") != before
    page.keyboard.press("Escape")
    expect(page.locator("#code-import-os")).to_be_focused()
    assert page.evaluate("scrollY") == before
    assert page.locator("[data-walking]").count() == 0


def test_enter_follows_the_line_and_escape_comes_back(visit: Callable[..., Page]) -> None:
    """The link is an ordinary one: the address names the explanation."""
    page = visit()
    page.locator("#code-setdefault").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#line-setdefault")
    expect(page.locator("#line-setdefault")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#code-setdefault")).to_be_focused()


def test_tab_reaches_every_line(visit: Callable[..., Page]) -> None:
    """A reader who knows nothing of the arrows misses none."""
    page = visit()
    page.locator(LINES).first.focus()
    for name in NAMES[1:]:
        page.keyboard.press("Tab")
        expect(page.locator(f"#code-{name}")).to_be_focused()


def test_the_pointer_marks_the_pair_from_either_side(visit: Callable[..., Page]) -> None:
    """It marks one pair at a time, and none once it leaves."""
    page = visit(height=1200)
    page.locator("#code-setdefault").hover()
    assert current(page) == pair("setdefault")
    page.locator("#line-application").hover()
    assert current(page) == pair("application")
    page.locator("h1").hover()
    assert current(page) == []


def test_a_walk_takes_over_from_a_pointer_at_rest(visit: Callable[..., Page]) -> None:
    """The pair is the one in focus, though the page scrolls under the pointer."""
    page = visit(height=700)
    page.locator("#code-import-os").hover()
    page.locator("#code-docstring").focus()
    page.keyboard.press("End")
    assert current(page) == pair("application")


def test_an_address_marks_the_pair_it_names(visit: Callable[..., Page], address: str) -> None:
    """The pointer takes over and gives back."""
    page = visit(height=1200)
    page.goto(f"{address}#code-application")
    page.reload()
    assert current(page) == pair("application")
    page.locator("#code-setdefault").hover()
    assert current(page) == pair("setdefault")
    page.locator("h1").hover()
    assert current(page) == pair("application")


def marked(page: Page, element: str) -> bool:
    """Return whether ``element`` has a background of its own."""
    colour = page.locator(element).evaluate("one => getComputedStyle(one).backgroundColor")
    return str(colour) != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("name", ["docstring", "application"])
def test_without_javascript_the_links_lead_there_and_back(
    visit: Callable[..., Page], name: str
) -> None:
    """The address marks the pair it names and no other; the hint speaks of no key."""
    page = visit(height=500, java_script_enabled=False)
    every = [part for name in NAMES for part in pair(name)]
    line, explanation = page.locator(f"#code-{name}"), page.locator(f"#line-{name}")
    expect(page.locator(".hint .keys")).to_be_hidden()
    line.click()
    page.wait_for_url(f"**#line-{name}")
    expect(explanation).to_be_in_viewport()
    page.mouse.move(0, 0)
    assert [part for part in every if marked(page, f"#{part}")] == pair(name)
    explanation.locator("dt a").click()
    page.wait_for_url(f"**#code-{name}")
    expect(line).to_be_in_viewport()
    page.mouse.move(0, 0)
    assert [part for part in every if marked(page, f"#{part}")] == pair(name)


@pytest.mark.parametrize("width", [240, 320, 360, 768, 1100, 1440])
@pytest.mark.parametrize("javascript", [True, False])
def test_nothing_overflows(visit: Callable[..., Page], width: int, javascript: bool) -> None:
    """Long lines go on below; nothing is cut and nothing scrolls sideways."""
    page = visit(width=width, java_script_enabled=javascript)
    boxes = [page.locator(f"{LINES} .code").nth(n).bounding_box() for n in range(12)]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    listing = page.locator("figure pre")
    assert listing.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_long_line_breaks_between_words(visit: Callable[..., Page]) -> None:
    """On a telephone a call goes on below its bracket, its arguments whole."""
    page = visit(width=360)
    words = page.locator("#code-setdefault .code > span")
    assert set(words.evaluate_all("all => all.map(one => one.getClientRects().length)")) == {1}


def test_what_a_reader_copies_is_the_file(visit: Callable[..., Page]) -> None:
    """Selecting the listing takes the code and no number."""
    page = visit()
    copied = page.locator("figure pre").evaluate(
        "one => (getSelection().selectAllChildren(one), getSelection().toString())"
    )
    assert copied == ASGI.read_text().rstrip("\n")
    told = page.locator("figure pre").evaluate(
        "one => { const all = one.cloneNode(true);"
        " all.querySelectorAll('.linenos').forEach(n => n.remove()); return all.innerText }"
    )
    assert told == ASGI.read_text()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_walk_does_not_animate(visit: Callable[..., Page], motion: str) -> None:
    """The page stands where the key leads before the next frame is drawn."""
    page = visit(reduced_motion=motion)
    page.locator(LINES).first.focus()
    arrived = page.evaluate(
        "() => { const key = new KeyboardEvent('keydown', { key: 'End', bubbles: true });"
        " document.activeElement.dispatchEvent(key); return scrollY }"
    )
    assert arrived > 0
