"""The built site holds together: links, addresses, descriptions, and what a browser makes of it."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import ROOT, SmallSite

PAGES = [file.relative_to(ROOT / "docs") for file in sorted((ROOT / "docs").rglob("*.rst"))]
NOT_PAGES = ("genindex.html", "py-modindex.html", "search.html", "404.html")
ADDRESSES = [*(str(page.with_suffix(".html")) for page in PAGES), "search.html", "genindex.html"]


@pytest.fixture(scope="session")
def soups(site: Path) -> dict[str, BeautifulSoup]:
    """Every page, parsed, by its address within the site."""
    return {
        str(page.relative_to(site)): BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in sorted(site.rglob("*.html"))
        if "_static" not in page.parts
    }


def links(soup: BeautifulSoup) -> Iterator[str]:
    """Yield every address that a page points to or loads."""
    for attribute in ("href", "src"):
        yield from (str(tag[attribute]) for tag in soup.select(f"[{attribute}]"))


def broken_links(page: str, soups: dict[str, BeautifulSoup], site: Path) -> list[str]:
    """Return the links of ``page`` whose file or fragment does not exist."""
    broken = []
    for link in links(soups[page]):
        url = urlsplit(urljoin(f"http://site/{page}", link))
        target = unquote(url.path).lstrip("/")
        target = f"{target}index.html" if target == "" or target.endswith("/") else target
        if url.netloc != "site" or url.scheme == "data" or page == "404.html":
            continue
        page_there, place = soups.get(target), unquote(url.fragment)
        no_place = place and page_there and not page_there.find(id=place)
        if no_place or not (site / target).is_file():
            broken.append(link)
    return broken


def test_every_link_leads_somewhere(soups: dict[str, BeautifulSoup], site: Path) -> None:
    """Every link within the site has its page, and every fragment its place."""
    broken = {page: broken_links(page, soups, site) for page in soups}
    assert not {page: found for page, found in broken.items() if found}


def test_a_broken_link_is_found(site: Path) -> None:
    """A link to a missing page and a link to a missing place are both found."""
    html = '<a href="gone.html">1</a><a href="#gone">2</a><a id="here" href="#here">3</a>'
    soups = {"index.html": BeautifulSoup(html, "html.parser")}
    assert broken_links("index.html", soups, site) == ["gone.html", "#gone"]


def test_ids_are_unique(soups: dict[str, BeautifulSoup]) -> None:
    """No page uses an id twice."""
    for page, soup in soups.items():
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), (page, {i for i in ids if ids.count(i) > 1})


def test_every_page_describes_itself(soups: dict[str, BeautifulSoup]) -> None:
    """Each page has a title and a description of its own, and says its language."""
    described = {
        page: soup.find("meta", attrs={"name": "description"})
        for page, soup in soups.items()
        if page not in NOT_PAGES
    }
    texts = [tag["content"] for tag in described.values() if tag]
    assert len(texts) == len(described), [page for page, tag in described.items() if not tag]
    assert len(texts) == len(set(texts))
    assert all(soup.html and soup.html["lang"] == "en" for soup in soups.values())


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address at which the built site is served for these tests."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing; a failing test says enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


# Tables that go on beyond the edge, with nothing in them that Tab comes to.
STUCK = """[...document.querySelectorAll(".table-wrapper")].filter((one) =>
  one.scrollWidth > one.clientWidth && one.tabIndex < 0
  && !one.querySelector("a, button, input, select, [tabindex]")).length"""


def problems_of(context: BrowserContext, address: str, page: str) -> list[str]:
    """Open ``page`` and return what is wrong with it in this browser."""
    tab: Page = context.new_page()
    problems: list[str] = []

    def note(what: str, found: bool) -> None:
        problems.extend([what] if found else [])

    tab.on("console", lambda m: note(f"console: {m.text}", m.type == "error"))
    tab.on("pageerror", lambda error: note(f"script: {error}", found=True))
    tab.on("request", lambda r: note(f"asks {r.url}", not r.url.startswith((address, "data:"))))
    tab.goto(address + page)
    for width, scheme in product((1440, 360), ("light", "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wider = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        note(f"is {wider} pixels too wide for {width}, {scheme}", wider > 0)
        stuck = tab.evaluate(STUCK)
        note(f"has tables ({stuck}) that no key scrolls at {width}", stuck > 0)
    tab.close()
    return problems


@pytest.mark.parametrize("page", ADDRESSES)
def test_the_page_fits_and_keeps_to_itself(chromium: Browser, address: str, page: str) -> None:
    """In both schemes and at both widths, nothing overflows, fails or asks a third party."""
    for javascript in (True, False):
        context = chromium.new_context(java_script_enabled=javascript)
        problems = problems_of(context, address, page)
        context.close()
        assert not problems, f"with JavaScript {'on' if javascript else 'off'}: {problems}"


def test_a_page_that_misbehaves_is_found(chromium: Browser, address: str) -> None:
    """A page that is too wide, hides cells, asks elsewhere and throws is reported for all four."""
    context = chromium.new_context()
    html = f"""<body style="margin:0"><div style="width:500px">wide</div><img src="http://127.0.0.2:1/x.png">
              <div class="table-wrapper" style="overflow:auto"><pre>{"wide" * 20}</pre></div>
              <script>throw Error("planted")</script>"""
    context.route("**/planted.html", lambda r: r.fulfill(body=html, content_type="text/html"))
    problems = "\n".join(problems_of(context, address, "planted.html"))
    context.close()
    assert "is 140 pixels too wide for 360, dark" in problems
    assert "asks http://127.0.0.2:1/x.png" in problems
    assert "script: planted" in problems
    assert "has tables (1) that no key scrolls at 360" in problems
    assert "no key scrolls at 1440" not in problems


def test_a_site_with_an_address_lists_its_pages(
    small_site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sitemap and the canonical links name the address that the environment gives."""
    monkeypatch.setenv("SITE_URL", "https://asgi.example/site/")
    small_site.page("index", "Home.")
    code, output = small_site.build()
    assert code == 0, output
    html = small_site.root / "build" / "html"
    listed = re.findall("<loc>(.+?)</loc>", (html / "sitemap.xml").read_text())
    assert listed == ["https://asgi.example/site/index.html"]  # And nothing to search or fail with.
    link = '<link rel="canonical" href="https://asgi.example/site/index.html"'
    assert link in (html / "index.html").read_text()
    nowhere = (html / "404.html").read_text()
    assert 'action="/site/search.html"' in nowhere
    assert 'href="/site/_static/site.css' in nowhere


def test_an_address_that_is_none_leads_on(chromium: Browser, site: Path, address: str) -> None:
    """The page for it has a search, and each of its links leads to a page."""
    tab = chromium.new_page()
    tab.goto(address + "404.html")
    for link in tab.locator("article a").all():
        assert (site / str(link.get_attribute("href")).lstrip("/")).is_file()
    tab.get_by_label("Search the site").fill("AppRegistryNotReady")
    tab.get_by_label("Search the site").press("Enter")
    expect(tab.locator("#search-results li").first).to_be_visible()
    tab.close()


def test_a_site_becomes_a_book(small_site: SmallSite) -> None:
    """``make epub`` has the same pages, and nothing to complain of."""
    small_site.page("index", ">>> 1 + 1\n2\n\n.. proof-counts::")
    code, output = small_site.build("epub")
    assert code == 0, output
    assert list((small_site.root / "build" / "epub").glob("*.epub"))
