"""Pages with a widget of ours, served to a real Chromium, and what every widget has to keep to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.conftest import ROOT

Visit = Callable[..., Page]

AXE = ROOT / "lab" / "node_modules" / "axe-core" / "axe.min.js"
# Furo's own icon, beside the article, moves where it comes late.
WATCH = """globalThis.moved = [];
new PerformanceObserver((list) => moved.push(...list.getEntries().flatMap((one) => one.sources)
  .map(({ node }) => node?.parentElement).filter((one) => one?.closest("article"))
  .map((one) => one.outerHTML))).observe({ type: "layout-shift", buffered: true });"""
SMALL = """(all) => all.map((one) => [one.outerHTML, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder``; give its address."""
    handler = partial(QuietHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@contextmanager
def visiting(chromium: Browser, address: str) -> Iterator[Visit]:
    """Give a function that opens a page; at the end nothing may have gone wrong unseen."""
    contexts, problems = [], []

    def visit(width: int = 1280, height: int = 900, **settings: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"raised {error}"))
        page.on("console", lambda told: problems.extend([told.text] * (told.type == "error")))
        context.on("request", lambda asked: problems.extend(foreign(asked.url)))
        page.goto(address)
        return page

    def foreign(url: str) -> list[str]:
        inside = url.startswith(("/".join(address.split("/")[:3]), "data:"))
        return [] if inside else [url]

    yield visit
    for context in contexts:
        context.close()
    assert problems == []


def moved(page: Page) -> list[str]:
    """Return what has moved by itself since the page came."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    found: list[str] = page.evaluate("moved")
    return found


def violations(page: Page) -> list[Any]:
    """Return what axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def overflow(page: Page) -> int:
    """Return how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width
