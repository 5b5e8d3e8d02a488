"""Makes the pictures again: ``python -m pictures``, once ``make html`` has built the site.

Chromium draws them. The card's source and its size are kept within the card, and each picture of
README.md is one page of the site in one scheme, so a test sees where one has fallen behind.
"""

import hashlib
import io
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SITE = ROOT / "build" / "html"
CARD = ROOT / "docs" / "_static" / "card.png"
CARD_SOURCE = HERE / "card.svg"
CARD_SIZE = (1200, 630)
SIZE = (1280, 800)  # Of a picture of README.md, in CSS pixels.
SCALE = 1.25  # Twice what GitHub shows, about, and still small.
QUALITY = 80


def nothing(_page: Page) -> None:
    """Show the page as it opens."""


def explanation(page: Page) -> None:
    """Point at the line that is asked about most."""
    page.locator("#code-setdefault").hover()


def run(page: Page) -> None:
    """Press the first Run and wait for what the run says of itself."""
    block = page.locator(".lab-block").first
    block.get_by_role("button", name="Run").click()
    expect(block.locator('[data-mark="same"]')).to_be_visible(timeout=120_000)
    page.locator("h1").scroll_into_view_if_needed()


def finding(page: Page) -> None:
    """Show the first finding, below the file that it is about."""
    script = "one => one.scrollIntoView({ block: 'center', behavior: 'instant' })"
    page.locator(".explain-error").first.evaluate(script)


class Picture(NamedTuple):
    """What README.md shows: a page of the site in a scheme, after something was done to it."""

    page: str
    scheme: str
    done: Callable[[Page], None] = nothing


PICTURES = {
    "home-light": Picture("index.html", "light", explanation),
    "home-dark": Picture("index.html", "dark", explanation),
    "run-light": Picture("about/lab.html", "light", run),
    "run-dark": Picture("about/lab.html", "dark", run),
    "explain-light": Picture("explain/index.html", "light", finding),
    "explain-dark": Picture("explain/index.html", "dark", finding),
}


def digest(source: Path) -> str:
    """Return what the card remembers of its source."""
    return hashlib.sha256(source.read_bytes()).hexdigest()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` and yield its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def draw_card(browser: Browser) -> None:
    """Draw the card of a shared link, and note in it what it was drawn from."""
    width, height = CARD_SIZE
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(CARD_SOURCE.as_uri())
    note = PngInfo()
    note.add_text("Source", digest(CARD_SOURCE))
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    drawn.quantize(128).save(CARD, optimize=True, pnginfo=note)
    page.close()


def take(browser: Browser, address: str, name: str) -> None:
    """Take one picture of README.md."""
    shown, (width, height) = PICTURES[name], SIZE
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=shown.scheme,  # type: ignore[arg-type]
        device_scale_factor=SCALE,
        reduced_motion="reduce",
    )
    page.goto(address + shown.page)
    shown.done(page)
    taken = Image.open(io.BytesIO(page.screenshot()))
    taken.save(HERE / f"{name}.webp", quality=QUALITY, method=6)
    page.close()


def main() -> None:
    """Make the card and every picture, or those that are named."""
    chosen = sys.argv[1:] or ["card", *PICTURES]
    with sync_playwright() as playwright, served(SITE) as address:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name in chosen:
            if name == "card":
                draw_card(browser)
            else:
                take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main()
