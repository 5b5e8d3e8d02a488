"""Guards the ``error-list`` directive: what it collects, what it writes, how it is searched."""

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sphinx.testing.util import SphinxTestApp

from tests.conftest import ROOT

NOT_READY = "django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet."
NO_PUDDLE = "ModuleNotFoundError: No module named 'puddle'"
NO_DJANGO = "ModuleNotFoundError: No module named 'django'"
TRACEBACK = """Traceback (most recent call last):
  File "/srv/shop/shop/asgi.py", line 3, in <module>
    from shop.models import Basket
  File "/srv/shop/.venv/lib/python3.11/site-packages/django/apps/registry.py", line 138
    raise AppRegistryNotReady("Apps aren't loaded yet.")
django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet.
"""


def entry(label: str, text: str, body: str = "Why.\nMore.") -> str:
    """Return the source of one entry."""
    title = f"``{text}``"
    return f".. _{label}:\n\n{title}\n{'-' * len(title)}\n\n{body}\n\n"


def write(folder: Path, importing: str) -> None:
    """Write a site with one page of errors, and the list."""
    (folder / "errors").mkdir(exist_ok=True)
    static = [str(ROOT / "docs/_static"), str(ROOT / "build/widgets/errors.js")]
    (folder / "conf.py").write_text(
        f'extensions = ["sphinx_ext.errors"]\nhtml_theme, html_static_path = "furo", {static!r}\n'
    )
    (folder / "index.rst").write_text("Home\n====\n\n.. toctree::\n   :glob:\n\n   errors/*\n")
    (folder / "errors/index.rst").write_text("Errors\n======\n\n.. error-list::\n\nEnd\n---\n")
    (folder / "errors/importing.rst").write_text(f"Importing\n=========\n\n{importing}")


THREE = (
    entry("not-ready", NOT_READY, "Above ``line 16``.\nMove it.")
    + entry("no-puddle", NO_PUDDLE, "In **another** folder.")
    + entry("no-django", NO_DJANGO, "nginx answers ``502 Bad Gateway``, and ``NO_DJANGO``.")
)


@pytest.fixture
def build(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> Callable[..., tuple[Path, str]]:
    """Return a function that builds the site and returns its folder and the complaints."""

    def build(importing: str = THREE, builder: str = "html") -> tuple[Path, str]:
        write(tmp_path, importing)
        app = make_app(builder, srcdir=tmp_path)
        app.build()
        app.cleanup()
        return Path(app.outdir), re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue())

    return build


def items(folder: Path) -> list[tuple[str, str]]:
    """Return the address and the words of each item of the list."""
    html = (folder / "errors/index.html").read_text(encoding="utf-8")
    part = html[html.index('<div class="error-list">') : html.index('id="end"')]
    found = re.findall(r'<li><p><a [^>]*href="([^"]+)">(.*?)</li>', part, re.DOTALL)
    return [(address, re.sub("<[^>]+>", "", words).strip()) for address, words in found]


def test_every_error_is_listed_with_what_it_means(build: Callable[..., tuple[Path, str]]) -> None:
    """Sorted by its letters, without dotted prefix, with its first sentence and no more."""
    folder, complaints = build()
    assert complaints == ""
    assert items(folder) == [
        (
            "importing.html#not-ready",
            "AppRegistryNotReady: Apps aren't loaded yet.\nAbove line 16.",
        ),
        ("importing.html#no-django", f"{NO_DJANGO}\nnginx answers 502 Bad Gateway, and NO_DJANGO."),
        ("importing.html#no-puddle", f"{NO_PUDDLE}\nIn another folder."),
    ]


def test_the_list_follows_the_pages(build: Callable[..., tuple[Path, str]]) -> None:
    """A page that changes changes the list, though the page of the list stays the same."""
    build()
    folder, _ = build(entry("no-puddle", NO_PUDDLE))
    assert items(folder) == [("importing.html#no-puddle", f"{NO_PUDDLE}\nWhy.")]


def test_the_address_is_the_label(build: Callable[..., tuple[Path, str]]) -> None:
    """The sign beside the title gives the label, not an id made of the text."""
    folder, _ = build()
    html = (folder / "errors/importing.html").read_text(encoding="utf-8")
    assert '<section id="not-ready">' in html
    assert '<a class="headerlink" href="#not-ready"' in html


def test_other_titles_are_no_errors(build: Callable[..., tuple[Path, str]]) -> None:
    """A title in words is a title, also with code in it."""
    folder, complaints = build("What ``next`` does\n------------------\n\nLittle.\n")
    assert items(folder) == []
    assert complaints == ""


def test_an_error_without_a_label_is_found(build: Callable[..., tuple[Path, str]]) -> None:
    """The complaint names the text and the page."""
    _, complaints = build(entry("gone", NO_DJANGO).partition("\n\n")[2])
    assert f'importing.rst:5: WARNING: The error "{NO_DJANGO}" has no label' in complaints


def test_a_text_builder_writes_the_list_alone(build: Callable[..., tuple[Path, str]]) -> None:
    """What has no field is whole without one."""
    folder, complaints = build(builder="text")
    assert complaints == ""
    assert "Apps aren't loaded yet." in (folder / "errors/index.txt").read_text(encoding="utf-8")


# In a browser -------------------------------------------------------------------------------


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a list in this site's theme."""
    folder = tmp_path_factory.mktemp("errors")
    write(folder, THREE)
    app = SphinxTestApp("html", srcdir=folder, freshenv=True)
    app.build()
    app.cleanup()
    handler = partial(QuietHandler, directory=app.outdir)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/errors/index.html"
        server.shutdown()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the list as a reader with these settings."""
    contexts = []

    def visit(width: int = 1280, **settings: object) -> Page:
        viewport = {"width": width, "height": 700}
        context = chromium.new_context(viewport=viewport, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"The page raised {error}"))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


def shown(page: Page) -> list[str]:
    """Return the texts in view, in their order."""
    return list(page.locator(".error-list li:visible a code").all_inner_texts())


def test_a_pasted_traceback_finds_its_error(visit: Callable[..., Page]) -> None:
    """The page says how many match; Tab and Enter lead to the entry, and Escape to all of them."""
    page = visit()
    everything = shown(page)
    field = page.get_by_label("Paste the last line")
    field.fill(TRACEBACK)
    expect(page.get_by_role("status")).to_have_text("1 of 3 errors match, the likeliest first.")
    assert shown(page)[0].startswith("AppRegistryNotReady")
    field.press("Escape")
    expect(page.get_by_role("status")).to_have_text("")
    assert shown(page) == everything
    field.fill("No module named 'puddle'")
    assert shown(page) == [NO_PUDDLE, NO_DJANGO]
    field.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/importing.html#no-puddle")


@pytest.mark.parametrize("typed", ["502", "502 Bad Gateway", "bad gateway"])
def test_what_a_browser_shows_finds_its_error(visit: Callable[..., Page], typed: str) -> None:
    """A status is searched like the text of the error, and no other code of what it means."""
    page = visit()
    field = page.get_by_label("Paste the last line")
    field.fill(typed)
    assert shown(page) == [NO_DJANGO]
    field.fill("NO_DJANGO")
    assert shown(page) == []


def test_what_is_not_there_is_said(visit: Callable[..., Page]) -> None:
    """Nothing is left of the list but a sentence that says what to do."""
    page = visit()
    page.get_by_label("Paste the last line").fill("ZeroDivisionError: division by zero")
    expect(page.get_by_role("status")).to_contain_text("None of these matches. Try")
    assert shown(page) == []


def test_without_javascript_there_is_a_plain_list(visit: Callable[..., Page]) -> None:
    """Nothing asks for what cannot be done, and every link leads to its entry."""
    page = visit(java_script_enabled=False)
    expect(page.get_by_label("Paste the last line")).to_be_hidden()
    assert len(shown(page)) == 3
    page.locator(".error-list li a").last.click()
    page.wait_for_url("**/importing.html#no-puddle")


def test_nothing_moves_when_the_script_arrives(visit: Callable[..., Page]) -> None:
    """The list stands where it stood, also once the page says how many match."""
    page = visit()
    first = page.locator(".error-list li").first
    before = first.bounding_box()
    page.get_by_label("Paste the last line").fill("AppRegistryNotReady")
    assert first.bounding_box() == before


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("name", ["index", "importing"])
def test_nothing_overflows(visit: Callable[..., Page], name: str, javascript: bool) -> None:
    """On a telephone long texts go on below, in the list and in the titles."""
    page = visit(width=360, java_script_enabled=javascript)
    page.goto(page.url.replace("index.html", f"{name}.html"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for part in page.locator(".error-list li, .error-list textarea:visible, h2").all():
        box = part.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 360
        assert part.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
