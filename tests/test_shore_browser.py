"""Guards the live pages of the shore in a real browser, before real servers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bench.servers import RUNSERVER, UVICORN, Run, started
from tests.pond_fixtures import PROJECT, manage

# An open stream keeps Uvicorn from ending.
BRIEFLY = "--timeout-graceful-shutdown 1"
ASKS = "This page asks for messages every second."
LISTENS = "A WebSocket brings messages and takes yours."
PAGES = ["chat", "notices", "dashboard", "tokens"]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Run]]:
    """Run two servers over one database with a user, frog."""
    database = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'shore.sqlite3'}"
    shared = {"DATABASE_URL": database}
    assert manage("migrate", **shared).returncode == 0
    frog = ["--noinput", "--username", "frog", "--email", "frog@pond.example"]
    password = {"DJANGO_SUPERUSER_PASSWORD": "lily pad"}
    assert manage("createsuperuser", *frog, **shared, **password).returncode == 0
    websocket = "entrypoints.websocket:application"
    with (
        started(RUNSERVER, PROJECT, variables=shared) as wsgi,
        started(UVICORN, PROJECT, variables=shared, options=BRIEFLY, target=websocket) as asgi,
    ):
        yield {"wsgi": wsgi, "asgi": asgi}


def test_every_script_is_run_by_a_browser() -> None:
    """The pages quote them; that of the pond itself has tests of its own."""
    assert {script.stem for script in PROJECT.rglob("*.js")} == {*PAGES, "pond"}


def opened(chromium: Browser, run: Run, path: str, **options: object) -> Page:
    """Open a page as a visitor of one's own; an error on it fails the test."""
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(f"The page raised {error}"))
    page.goto(f"{run.url}/shore/{path}/")
    return page


def logged_in(chromium: Browser, run: Run, path: str) -> Page:
    """Open a page as frog, by way of the login."""
    page = chromium.new_context().new_page()
    page.goto(f"{run.url}/admin/login/?next=/shore/{path}/")
    page.get_by_label("Username").fill("frog")
    page.get_by_label("Password").fill("lily pad")
    page.get_by_role("button", name="Log in").click()
    return page


def say(page: Page, name: str, text: str) -> None:
    """Say something in the chat room."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("A message").fill(text)
    page.get_by_role("button", name="Say it").click()


@pytest.mark.parametrize("servers_of", [("wsgi", "wsgi"), ("asgi", "asgi"), ("asgi", "wsgi")])
def test_two_tabs_talk(
    chromium: Browser, servers: dict[str, Run], servers_of: tuple[str, str]
) -> None:
    """What one tab says the other shows, and what it answers, by asking or by WebSocket."""
    transports = {"wsgi": ASKS, "asgi": LISTENS}
    here, there = (opened(chromium, servers[server], "chat") for server in servers_of)
    for page, server in zip((here, there), servers_of, strict=True):
        expect(page.locator("#transport")).to_have_text(transports[server])
    before = here.locator("#log li").count()
    say(here, "Frog", "<b>Anyone</b> here?")
    expect(there.locator("#log li").last).to_have_text("Frog: <b>Anyone</b> here?")
    if servers_of[1] == servers_of[0]:
        say(there, "Newt", "I am.")
        expect(here.locator("#log li").last).to_have_text("Newt: I am.")
        expect(here.locator("#log li")).to_have_count(before + 2)
    here.context.close()
    there.context.close()


SIXTY = """async () => {
    const form = document.getElementById("say");
    for (let n = 1; n <= 60; n++) {
        const body = new URLSearchParams([...new FormData(form)]);
        body.set("text", `Ribbit ${n}.`);
        await fetch(form.action, { method: "POST", body });
    }
}"""


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_a_page_shows_all_that_was_said_before(
    chromium: Browser, servers: dict[str, Run], server: str
) -> None:
    """An answer holds fifty messages at most; the page asks until there are no more."""
    here = opened(chromium, servers[server], "chat")
    here.get_by_label("Your name").fill("Frog")
    here.evaluate(SIXTY)
    there = opened(chromium, servers[server], "chat")
    expect(there.locator("#log li").last).to_have_text("Frog: Ribbit 60.")
    here.context.close()
    there.context.close()


def test_a_room_without_its_server_goes_on_asking(
    chromium: Browser, servers: dict[str, Run]
) -> None:
    """A page whose socket closes asks instead, says by POST, and opens another after a while."""
    context = chromium.new_context()
    page = context.new_page()
    sockets = []

    def pass_on(socket: object) -> None:
        socket.connect_to_server()  # type: ignore[attr-defined]
        sockets.append(socket)

    page.route_web_socket("**/ws/chat/", pass_on)
    page.goto(f"{servers['asgi'].url}/shore/chat/")
    expect(page.locator("#transport")).to_have_text(LISTENS)
    sockets[-1].close(code=4000)  # type: ignore[attr-defined]
    expect(page.locator("#transport")).to_have_text(ASKS)
    say(page, "Toad", "Still here.")
    expect(page.locator("#log li").last).to_have_text("Toad: Still here.")
    expect(page.locator("#transport")).to_have_text(LISTENS)
    assert len(sockets) == 2
    context.close()


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_a_reminder_reaches_the_other_device(
    chromium: Browser, servers: dict[str, Run], server: str
) -> None:
    """A reminder made on one device of a user comes to the other, asked for or streamed."""
    here, there = (logged_in(chromium, servers[server], "notices") for _ in range(2))
    says = {"wsgi": "asks for notices", "asgi": "streams notices"}[server]
    expect(there.locator("#transport")).to_contain_text(says)
    here.get_by_label("Remind me of").fill(f"Feed the fish, says {server}.")
    here.get_by_role("button", name="Remind me").click()
    expect(there.locator("#log li").last).to_have_text(f"Feed the fish, says {server}.")
    here.context.close()
    there.context.close()


@contextmanager
def stand_in(port: int) -> Iterator[list[str | None]]:
    """Answer 503 on a port, and note what each asker for the stream says that it has."""
    known: list[str | None] = []

    class Away(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("/live/"):
                known.append(self.headers["Last-Event-ID"])
            self.send_error(503)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Away) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


def test_a_stream_that_breaks_off_is_asked_for_again(
    chromium: Browser, servers: dict[str, Run]
) -> None:
    """The browser names the last event it has; answered with an error, the page asks instead."""
    shared = {"DATABASE_URL": servers["asgi"].environment["DATABASE_URL"]}
    with started(UVICORN, PROJECT, variables=shared, options=BRIEFLY) as run:
        page = logged_in(chromium, run, "notices")
        page.get_by_label("Remind me of").fill("The ice is thin.")
        page.get_by_role("button", name="Remind me").click()
        expect(page.locator("#log li").last).to_have_text("The ice is thin.")
        shown = page.evaluate("newest")
    assert isinstance(run.address, int)
    with stand_in(run.address) as known:
        expect(page.locator("#transport")).to_contain_text("asks for notices")
        assert known == [str(shown)]
        page.context.close()


def test_an_answer_that_breaks_off_is_not_asked_for_again(
    chromium: Browser, servers: dict[str, Run]
) -> None:
    """A fetch does not connect again: the page says so, and leaves it to its reader."""
    page = opened(chromium, servers["asgi"], "tokens")
    asked: list[str] = []

    def break_off(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/tokens/answer/", break_off)
    page.get_by_role("button", name="Ask the pond").click()
    expect(page.locator("#transport")).to_have_text("The answer broke off.")
    assert len(asked) == 1
    page.context.close()


def test_the_dashboard_updates_itself(chromium: Browser, servers: dict[str, Run]) -> None:
    """A stone that falls elsewhere is counted on an open dashboard."""
    page = opened(chromium, servers["wsgi"], "dashboard")
    stones = int(page.locator("#stones").inner_text())
    pond = chromium.new_context().new_page()
    pond.goto(servers["wsgi"].url)
    pond.get_by_role("button", name="Throw a stone").click()
    expect(page.locator("#stones")).to_have_text(str(stones + 1))
    page.context.close()
    pond.context.close()


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_the_answer_grows(chromium: Browser, servers: dict[str, Run], server: str) -> None:
    """The answer is written word by word, and a reader may stop it."""
    page = opened(chromium, servers[server], "tokens")
    page.get_by_role("button", name="Ask the pond").click()
    page.wait_for_function("document.getElementById('answer').textContent !== ''")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#transport")).to_have_text("Stopped.")
    page.get_by_role("button", name="Ask the pond").click()
    expect(page.locator("#transport")).to_have_text("Complete.")
    expect(page.locator("#answer")).to_contain_text("the rings go on to tell of it.")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_phone_holds_the_page(
    chromium: Browser, servers: dict[str, Run], path: str, scheme: str
) -> None:
    """On 360 pixels nothing sticks out sideways, by day and by night."""
    viewport = {"width": 360, "height": 780}
    page = opened(chromium, servers["asgi"], path, viewport=viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()
