"""The Content-Security-Policy of the pages holds, and holds off what it should."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Route

from sphinx_ext.policy import guarded, hash_of, policy_for
from tests.conftest import SmallSite
from tests.test_site import ADDRESSES, address  # noqa: F401 - a fixture

HEAD = '<html><head><meta charset="utf-8"></head><body>{}</body></html>'


def test_the_hash_is_the_one_that_browsers_compute() -> None:
    """The example of the specification."""
    expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert hash_of("alert('Hello, world.');") == expected


def test_scripts_are_allowed_by_their_text_and_connections_stay_here() -> None:
    """No inline script is allowed that is not on the page, and none by a wild card."""
    policy = policy_for("<script>one()</script><script src='x.js'></script>")
    assert policy.count("sha256-") == 1
    assert hash_of("one()") in policy
    assert "connect-src 'self';" in policy
    scripts = policy[policy.index("script-src") :].split(";")[0]
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_the_policy_comes_before_what_it_is_about() -> None:
    """A browser applies it to what follows."""
    html = guarded(HEAD.format("<script>one()</script>"))
    assert html.startswith('<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-')


def policies(site: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield the one policy of each page, with the page."""
    for file in site.rglob("*.html"):
        if "_static" not in file.parts:
            soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
            (meta,) = soup.select('meta[http-equiv="Content-Security-Policy"]')
            yield str(meta["content"]), soup


def test_every_page_has_one_policy_and_the_same_inline_script(site: Path) -> None:
    """Furo's one line about the colour scheme is the only script within a page."""
    hashes = {tuple(re.findall(r"'sha256-[^']+'", policy)) for policy, _ in policies(site)}
    ((_,),) = hashes


def test_webassembly_is_for_pages_that_run_python(site: Path) -> None:
    """A page without the lab, the explainer, an exercise or a recorder compiles nothing."""
    names = ("lab", "explain", "exercise", "recorder")
    compiling = dict.fromkeys((True, False), 0)
    for policy, soup in policies(site):
        starts_one = bool(
            soup.select(",".join(f'script[src*="_static/{name}.js"]' for name in names))
        )
        assert ("'wasm-unsafe-eval'" in policy) is starts_one
        compiling[starts_one] += 1
    assert min(compiling.values()) > 5


def headers_for(site: Path, path: str) -> dict[str, str]:
    """Return the headers that a host which reads ``_headers`` sends with a file."""
    found: dict[str, str] = {}
    matches = False
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            matches = fnmatch(path, line)
        elif matches:
            name, value = line.strip().split(": ", 1)
            found[name] = value
    return found


def test_what_has_a_hash_in_its_name_is_kept_for_good(site: Path) -> None:
    """A page is asked for anew, the files of Python in the browser are not."""
    runtime = json.loads((site / "_static" / "lab.json").read_text(encoding="utf-8"))["runtime"]
    assert (site / "_static" / runtime / "pyodide.asm.wasm").exists()
    kept = headers_for(site, f"/_static/{runtime}/pyodide.asm.wasm")
    assert "immutable" in kept["Cache-Control"]
    assert "Cache-Control" not in headers_for(site, "/index.html")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(handler: type[Quiet], folder: Path) -> Iterator[str]:
    """Serve a folder; yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def hosted(site: Path) -> Iterator[str]:
    """The address of the site on a host that reads ``_headers``."""

    class Host(Quiet):
        def end_headers(self) -> None:
            """Send the headers of the file, too."""
            for name, value in headers_for(site, self.path).items():
                self.send_header(name, value)
            super().end_headers()

    with serving(Host, site) as reading:
        yield reading


@pytest.mark.parametrize(("read", "shown"), [(True, False), (False, True)])
def test_no_other_site_shows_ours_within_its_own(
    reporting: Page,
    address: str,  # noqa: F811
    hosted: str,
    tmp_path: Path,
    read: bool,
    shown: bool,
) -> None:
    """A page of another origin frames ours in vain, where the host reads ``_headers``."""
    (tmp_path / "index.html").write_text(f'<iframe src="{hosted if read else address}"></iframe>')
    with serving(Quiet, tmp_path) as other:
        reporting.goto(other)
        (frame,) = reporting.main_frame.child_frames
        frame.wait_for_load_state()
        assert frame.url.startswith("http://127.0.0.1:") is shown, frame.url


@pytest.fixture
def reporting(chromium: Browser) -> Iterator[Page]:
    """A page that keeps every violation in ``violations``."""
    page = chromium.new_page()
    page.add_init_script(
        "globalThis.violations = []; addEventListener('securitypolicyviolation',"
        "(event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`))"
    )
    yield page
    page.close()


def test_no_page_is_hindered_by_its_policy(reporting: Page, address: str) -> None:  # noqa: F811
    """Every page loads everything it asks for."""
    for page in ADDRESSES:
        reporting.goto(address + page)
        assert reporting.evaluate("violations") == [], page


def test_a_search_is_not_hindered(reporting: Page, address: str) -> None:  # noqa: F811
    """Sphinx's search fetches the pages that it shows the beginnings of."""
    reporting.goto(f"{address}search.html?q=application")
    reporting.locator("#search-results li .context").first.wait_for()
    assert reporting.evaluate("violations") == []


def test_what_does_not_belong_is_held_off(reporting: Page, address: str) -> None:  # noqa: F811
    """A script that came in by another way, and one that would tell another server."""

    def planted(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</body>", "<script>globalThis.came = 1</script></body>")
        route.fulfill(response=answer, body=body)

    reporting.route("**/index.html", planted)
    reporting.goto(f"{address}index.html")
    reporting.evaluate("fetch('http://127.0.0.2:1/').catch(() => null)")
    reporting.evaluate("document.body.setAttribute('onclick', 'globalThis.came = 2')")
    reporting.locator("h1").click()
    assert reporting.evaluate("globalThis.came") is None
    refused = reporting.evaluate("violations.map((one) => one.split(' ')[0])")
    assert {"script-src-elem", "connect-src", "script-src-attr"} <= set(refused)


def test_the_policy_can_be_turned_off(small_site: SmallSite) -> None:
    """``make serve`` does, and the book has none: a reader of books follows rules of its own."""
    small_site.page("index", "Home.")
    assert small_site.build("html", "-D", "content_policy=0")[0] == 0
    assert small_site.build("epub")[0] == 0
    for builder in ("html", "epub"):
        files = [*(small_site.root / "build" / builder).rglob("index.*html")]
        assert files
        assert not [file for file in files if "Content-Security" in file.read_text()]
