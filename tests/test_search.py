"""Whoever types a question or a symptom into the search finds the page among the first three."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote_plus, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

# What people type, in words of their own, and the pages of which one has to be near the top.
PHRASINGS = [
    ("what is asgi.py", ["index", "asgi-and-wsgi/which-one", "line-by-line/index"]),
    ("do I need asgi or wsgi", ["asgi-and-wsgi/which-one"]),
    ("lifespan unsupported", ["errors/lifespan"]),
    ("apps aren't loaded yet asgi", ["errors/importing", "line-by-line/imports"]),
    ("isort moved my import in asgi.py", ["grow/formatters"]),
    ("too many connections asgi", ["async-django/connections"]),
    ("missing 1 required positional argument send", ["errors/requests", "errors/routes"]),
    ("should I use gunicorn or uvicorn", ["deploy/uvicorn-workers", "deploy/gunicorn"]),
    ("websocket behind nginx 404", ["deploy/nginx"]),
    ("you cannot call this from an async context", ["async-django/orm", "errors/database"]),
    ("opentelemetry django asgi no traces", ["grow/telemetry"]),
    ("url prefix doubled root_path", ["protocol/prefix"]),
    ("sync_to_async hangs forever", ["async-django/deadlocks"]),
    ("what happens when the client disconnects", ["async-django/disconnects"]),
    ("is my middleware async", ["async-django/middleware"]),
    ("StreamingHttpResponse must consume", ["async-django/streaming", "errors/streams"]),
    ("works with runserver but not uvicorn", ["line-by-line/run-it"]),
    ("static files 404 uvicorn", ["deploy/static-files"]),
    ("admin has no css", ["deploy/static-files", "errors/requests"]),
    ("django websocket 500", ["errors/websockets", "errors/routes"]),
    ("memory grows daphne", ["deploy/memory"]),
    ("https shows as http behind a proxy", ["deploy/scheme-and-client"]),
    ("request ip is always 127.0.0.1", ["deploy/scheme-and-client"]),
    ("shutdown hangs with open websockets", ["deploy/graceful-shutdown"]),
    ("no supported websocket library", ["errors/websockets", "deploy/uvicorn"]),
    ("large file upload runs out of memory", ["async-django/uploads"]),
    ("html changes not picked up in development", ["deploy/reload"]),
    ("uvicorn reload templates not updating", ["deploy/reload"]),
    ("took too long to shut down and was killed", ["deploy/killed-by-daphne"]),
    ("is asgi faster than wsgi", ["asgi-and-wsgi/is-asgi-faster"]),
    ("websocket 403 forbidden django channels", ["grow/websocket-403"]),
    ("can only handle asgi/http connections not websocket", ["errors/routes"]),
    ("sse arrives all at once", ["async-django/bursts", "async-django/streaming"]),
    ("message not received by other workers", ["grow/channel-layers"]),
    ("fastapi and django in one project", ["grow/second-app"]),
    ("transaction.atomic in an async view", ["async-django/transactions"]),
    ("how many workers do I need", ["deploy/workers"]),
    ("port already in use", ["errors/ports", "errors/port-taken"]),
    ("database pool timeout", ["async-django/pool"]),
    ("no traceback in production log", ["deploy/logs"]),
    ("wsgi and asgi side by side behind nginx", ["deploy/two-servers"]),
    ("deploy a new version without downtime", ["deploy/new-version"]),
    ("django rest framework async view", ["asgi-and-wsgi/your-packages"]),
    ("test an async view", ["async-django/testing"]),
    ("PondConsumer", ["reference/api"]),
    ("disconn", ["async-django/disconnects", "protocol/disconnect"]),
]


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


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of one reader."""
    context = chromium.new_context()
    yield context
    context.close()


def results(tab: Page, address: str) -> list[str]:
    """Return the pages that the search shows, once it has shown them all."""
    expect(tab.locator("#search-results h2")).to_have_text("Search Results")
    links = tab.locator("#search-results li > a").evaluate_all("all => all.map(one => one.href)")
    return [urlsplit(link.removeprefix(address)).path.removesuffix(".html") for link in links]


def searched(context: BrowserContext, address: str, query: str) -> list[str]:
    """Open the search with a query, as a search field does, and return what it shows."""
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(f"{address}search.html?{urlencode({'q': query})}")
    found = results(tab, address)
    tab.close()
    assert not problems, problems
    return found


@pytest.mark.parametrize(("query", "pages"), PHRASINGS)
def test_the_right_page_is_among_the_first_three(
    context: BrowserContext, address: str, query: str, pages: list[str]
) -> None:
    """A reader's own words lead to the answer."""
    found = searched(context, address, query)
    assert set(found[:3]) & set(pages), (
        f"{query!r} finds {found[:5]}: give {pages} a clearer title, "
        "or its question in docs/reference/questions.rst a reader's words."
    )


def test_the_field_of_a_page_leads_to_the_answer(context: BrowserContext, address: str) -> None:
    """Typed beside any page, confirmed with Enter, followed with a click on the first result."""
    tab = context.new_page()
    tab.goto(f"{address}deploy/index.html")
    tab.locator(".sidebar-search").fill("apps aren't loaded yet")
    tab.locator(".sidebar-search").press("Enter")
    assert results(tab, address)[0] == "errors/importing"
    tab.locator("#search-results li > a").first.click()
    expect(tab.locator("#apps-not-ready")).to_be_in_viewport()
    tab.close()


def test_the_search_itself_has_a_field(context: BrowserContext, address: str) -> None:
    """It takes a query, keeps it beside the answer, and takes the next."""
    tab = context.new_page()
    tab.goto(f"{address}search.html")
    field = tab.get_by_role("searchbox", name="Search for")
    for query, page in (("chat room", "real-time/chat-room"), ("dashboard", "real-time/dashboard")):
        field.fill(query)
        field.press("Enter")
        tab.wait_for_url(f"**/search.html?q={quote_plus(query)}")
        assert results(tab, address)[0] == page
        expect(field).to_have_value(query)
    tab.close()


@pytest.mark.parametrize(
    ("page", "link", "leads"),
    [
        ("search.html", "the index", "Index"),
        ("404.html", "the first page", "asgi.py, line by line"),
    ],
)
def test_no_field_is_offered_that_could_not_search(
    chromium: Browser, address: str, page: str, link: str, leads: str
) -> None:
    """Without scripts nothing is found, so nothing is asked for, and links lead on."""
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}{page}")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    expect(tab.locator(".search-form")).to_be_hidden()
    tab.get_by_role("link", name=link).click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(leads)
    context.close()


def test_nonsense_finds_nothing(context: BrowserContext, address: str) -> None:
    """No page is offered for words that none has, and the reader is told so."""
    tab = context.new_page()
    tab.goto(f"{address}search.html?q=zyzzyva+qwertz")
    assert results(tab, address) == []
    expect(tab.locator(".search-summary")).to_contain_text("did not match any documents")
    tab.close()


def test_without_the_ranking_sphinx_searches(chromium: Browser, address: str) -> None:
    """Where the script does not arrive, a word still finds its pages."""
    context = chromium.new_context()
    context.route("**/search.js*", lambda route: route.abort())
    assert "errors/lifespan" in searched(context, address, "lifespan")
    assert not searched(context, address, "works with runserver but not uvicorn zebra")
    context.close()
