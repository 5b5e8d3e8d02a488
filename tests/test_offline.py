"""A reader stores the site and reads it without a network; the publisher can take that back."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sphinx_ext.processes import awaited
from tests.conftest import ROOT, SmallSite, missing
from tests.test_lab_page import START, block, run
from tests.widgets import served

PAGE = "about/offline.html"
READ = "line-by-line/the-import.html"
COPY = ".offline-copy"
NAMES = "caches.keys().then((names) => names.sort())"
REGISTERED = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A reader's browser; at the end no script has failed and nothing foreign was asked."""
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on("request", lambda asked: problems.extend(foreign(asked.url)))
    yield context
    context.close()
    assert problems == []


def foreign(url: str) -> list[str]:
    """Return the address of what is on another machine."""
    return [] if url.startswith(("http://127.0.0.1:", "data:")) else [url]


def store(page: Page) -> None:
    """Press the button, and wait until everything is there."""
    page.get_by_role("button", name="Make this site available offline").click()
    expect(page.get_by_role("button", name="Remove")).to_be_visible(timeout=START)


def said(page: Page) -> str:
    """Return what the panel says."""
    return page.locator(".offline [role=status]").text_content() or ""


# The whole site -------------------------------------------------------------------------------


def test_the_site_is_read_searched_and_run_without_a_network(
    context: BrowserContext, site: Path, tmp_path: Path
) -> None:
    """Below a path, as a project's pages on GitHub have it; each page says that it is a copy."""
    (tmp_path / "project").symlink_to(site)
    page = context.new_page()
    with served(tmp_path) as server:
        address = f"{server}project/"
        page.goto(address + PAGE)
        expect(page.get_by_role("button", name="Make this")).to_be_enabled()
        size = json.loads((site / "offline.json").read_text())["size"]
        assert said(page).startswith(f"Stores about {round(size / 1e6)} MB on this device")
        store(page)
        page.goto(address + READ)
        expect(page.locator(COPY)).to_have_count(0)
    context.set_offline(True)
    for path in ("", "line-by-line/", READ, "genindex.html"):
        page.goto(address + path)
        expect(page.locator(COPY)).to_contain_text("You are offline: this is the copy of ")
    page.goto(address + READ)
    expect(page.locator(".lab-status").first).not_to_contain_text("MB")
    run(block(page), "As documented", START)
    page.goto(f"{address}search.html?q=application")
    page.locator("#search-results li .context").first.wait_for()
    page.goto(address + PAGE)
    expect(page.locator(".offline [role=status]")).to_contain_text("This site is on your device")


def test_a_run_keeps_the_hashed_files_and_no_page(context: BrowserContext, site: Path) -> None:
    """The next page's run asks the server for none of them."""
    with served(site) as address:
        page = context.new_page()
        page.goto(address + READ)
        run(block(page), "As documented", START)
        page.wait_for_function("navigator.serviceWorker.controller")
        page.goto(f"{address}line-by-line/import-os.html")
        run(block(page), "As documented", START)
        (name,) = page.evaluate(NAMES)
        paths = page.evaluate(
            "(name) => caches.open(name).then((cache) => cache.keys())"
            ".then((all) => all.map(({ url }) => new URL(url).pathname))",
            name,
        )
        assert [path for path in paths if path.endswith(".wasm")]
        assert not [path for path in paths if not path.startswith("/_static/lab-")]


def test_every_file_that_a_page_loads_is_listed(site: Path) -> None:
    """And each file of the list is there, below the top of the site."""
    listed = json.loads((site / "offline.json").read_text())
    paths = {path for path, *_ in [*listed["pages"], *listed["runtime"]]}
    assert {"index.html", "search.html", "searchindex.js", "_static/site.css"} <= paths
    assert {"_static/lab.js", "_static/language_data.js"} <= paths
    assert not [path for path in paths if not (site / path).is_file()]
    pages = {
        f"{file.relative_to(ROOT / 'docs').with_suffix('')}.html"
        for file in ROOT.glob("docs/**/*.rst")
    }
    assert pages <= paths
    assert not [path for path in paths if path.endswith((".md", ".map", "404.html"))]


# A small site, built more than once ----------------------------------------------------------


@pytest.fixture
def small(small_site: SmallSite) -> SmallSite:
    """A site of two pages, built."""
    small_site.page("index", "The water is still.\n\n.. toctree::\n\n   ripples")
    small_site.page("ripples", "One stone.\n\n.. offline::")
    build(small_site)
    return small_site


def build(site: SmallSite, *options: str) -> None:
    """Build the pages."""
    code, output = site.build("html", *options)
    assert code == 0, output


def built(site: SmallSite) -> Path:
    """Return the folder of the pages."""
    return site.root / "build" / "html"


SETTLED = """navigator.serviceWorker.getRegistration().then(
  (one) => !one || (!one.installing && !one.waiting && one.active?.state === "activated"))"""


def newest(page: Page) -> None:
    """Have the browser look for a newer worker, as it does with each page, and wait for it."""
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    assert awaited(lambda: page.evaluate(SETTLED))


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_other_engines_keep_a_copy_too(engine: str, small: SmallSite) -> None:
    """Stored there, the page of a server that is gone is read from the copy, which says so."""
    node = Path(sys.executable).with_name("node")
    command = [
        str(node),
        "lab/parity/offline.mjs",
        engine,
        str(built(small)),
        "ripples.html",
        "index.html",
    ]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    if done.returncode == 2:
        missing(done.stderr)
    assert done.returncode == 0, done.stderr
    assert "this is the copy of " in done.stdout
    assert "The water is still." in done.stdout


def test_a_second_build_wins_and_the_first_is_removed(
    context: BrowserContext, small: SmallSite
) -> None:
    """With the server its page is the one that is read; without, the copy is of the same build."""
    with served(built(small)) as address:
        page = context.new_page()
        page.goto(f"{address}ripples.html")
        store(page)
        first = page.evaluate(NAMES)
        small.page("ripples", "Two stones.\n\n.. offline::")
        build(small)
        page.goto(f"{address}ripples.html")
        expect(page.get_by_text("Two stones.")).to_be_visible()
        newest(page)
        second = page.evaluate(NAMES)
        assert len(first) == len(second) == 2
        assert first != second
    page.goto(f"{address}ripples.html")
    expect(page.get_by_text("Two stones.")).to_be_visible()
    expect(page.locator(COPY)).to_be_visible()


def test_remove_leaves_nothing(context: BrowserContext, small: SmallSite) -> None:
    """No copy and no worker."""
    with served(built(small)) as address:
        page = context.new_page()
        page.goto(f"{address}ripples.html")
        store(page)
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name="Make this site")).to_be_focused()
        assert said(page).endswith("Nothing is stored yet.")
        assert page.evaluate(NAMES) == []
        assert page.evaluate(REGISTERED) == 0


def test_the_kill_switch_removes_everything(context: BrowserContext, small: SmallSite) -> None:
    """The next worker unregisters itself, and the page offers nothing."""
    with served(built(small)) as address:
        page = context.new_page()
        page.goto(f"{address}ripples.html")
        store(page)
        build(small, "-D", "offline=0")
        page.goto(f"{address}ripples.html")
        expect(page.get_by_text("published without that button")).to_be_visible()
        assert awaited(lambda: page.evaluate(REGISTERED) == 0)
        assert page.evaluate(NAMES) == []


def test_storing_that_fails_says_why_and_goes_on_where_it_stopped(
    context: BrowserContext, small: SmallSite
) -> None:
    """A file that the server lacks is named, and what is incomplete is never served."""
    index = built(small) / "genindex.html"
    moved = index.rename(index.with_suffix(".gone"))
    with served(built(small)) as address:
        page = context.new_page()
        page.goto(f"{address}ripples.html")
        page.get_by_role("button", name="Make this site").click()
        expect(page.locator(".offline [role=status]")).to_contain_text("the server answers 404")
        expect(page.get_by_role("button", name="Remove")).to_be_hidden()
        moved.rename(index)
        store(page)


def test_opened_as_a_file_the_page_says_that_it_is_here_already(
    chromium: Browser, small: SmallSite
) -> None:
    """No worker is asked for, and nothing fails."""
    page = chromium.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((built(small) / "ripples.html").as_uri())
    expect(page.locator(".offline [role=status]")).to_contain_text("on this device already")
    expect(page.get_by_role("button", name="Make this site")).to_be_disabled()
    page.close()
    assert problems == []


def test_a_site_without_its_scripts_has_no_worker(small_site: SmallSite) -> None:
    """A plain build writes neither the list nor a worker that nothing would fill."""
    shutil.rmtree(small_site.root / "build" / "widgets")
    small_site.page("index", ".. offline::")
    build(small_site)
    assert not (built(small_site) / "sw.js").exists()
    assert "published without that button" in (built(small_site) / "index.html").read_text()


def test_the_same_pages_make_the_same_build(small: SmallSite) -> None:
    """So a browser that has the worker is not sent to fetch what it has."""
    first = (built(small) / "sw.js").read_bytes()
    build(small, "-E")
    assert (built(small) / "sw.js").read_bytes() == first
