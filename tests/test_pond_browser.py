"""Guards the page in a real browser, before real servers: polling, streaming, by WebSocket."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, WebSocketRoute, expect

from bench.servers import RUNSERVER, UVICORN, started
from tests.pond_fixtures import PROJECT, manage

POLLING = "You see new stones by polling: this page asks every second."
STREAMING = "You see new stones as they fall: the server streams them to you."
CONVERSING = "You see new stones as they fall: a WebSocket brings them and takes yours."
TEXTS = {"polling": POLLING, "streaming": STREAMING, "conversing": CONVERSING}
# An open stream keeps Uvicorn from ending.
BRIEFLY = "--timeout-graceful-shutdown 1"


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Run the three servers over one database; return the address of each."""
    database = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'pond.sqlite3'}"
    assert manage("migrate", DATABASE_URL=database).returncode == 0
    shared = {"DATABASE_URL": database}
    websocket = "entrypoints.websocket:application"
    with (
        started(RUNSERVER, PROJECT, variables=shared) as polls,
        started(UVICORN, PROJECT, variables=shared, options=BRIEFLY) as streams,
        started(UVICORN, PROJECT, variables=shared, options=BRIEFLY, target=websocket) as converses,
    ):
        yield {"polling": polls.url, "streaming": streams.url, "conversing": converses.url}


ERRORS: list[str] = []


@pytest.fixture(autouse=True)
def no_errors_on_the_console() -> Iterator[None]:
    """Fail a test whose pages make the browser write an error to its console."""
    ERRORS.clear()
    yield
    assert ERRORS == []


def note_error(message: ConsoleMessage) -> None:
    """Keep what the browser writes to its console as an error."""
    if message.type == "error":
        ERRORS.append(message.text)


def visit(chromium: Browser, address: str, transport: str, **options: object) -> Page:
    """Open the pond as a visitor of one's own, and wait until the page hears of stones."""
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(f"The page raised {error}"))
    page.on("console", note_error)
    page.goto(address)
    expect(page.locator("#transport")).to_have_text(transport)
    return page


# A strip of water beside the middle of the pond, where a ring passes but no stone lies.
WATER = """() => {
    const pond = document.getElementById('pond');
    const [x, y] = [Math.round(pond.width / 2) + 30, Math.round(pond.height / 2)];
    return pond.getContext('2d').getImageData(x, y, 80, 1).data.join();
}"""


@pytest.mark.parametrize(
    ("thrower", "watcher"),
    [
        ("polling", "polling"),
        ("streaming", "streaming"),
        ("conversing", "conversing"),
        ("polling", "streaming"),
        ("conversing", "polling"),
        ("conversing", "streaming"),
    ],
)
def test_two_pages_see_one_stone(
    chromium: Browser, addresses: dict[str, str], thrower: str, watcher: str
) -> None:
    """A stone thrown in one page falls in the other, whichever way each hears of it."""
    here = visit(chromium, addresses[thrower], TEXTS[thrower])
    there = visit(chromium, addresses[watcher], TEXTS[watcher])
    before = there.evaluate(WATER)
    here.locator("#pond").click()  # In its middle.
    mine = here.locator("#news li").first
    expect(mine).to_have_text("You threw a stone in the middle.")
    theirs = there.locator(f"#news li[data-stone='{mine.get_attribute('data-stone')}']")
    expect(theirs).to_have_text("Someone threw a stone in the middle.")
    there.wait_for_function(f"before => ({WATER})() !== before", arg=before)
    expect(here.locator("#news li")).to_have_count(1)
    here.context.close()
    there.context.close()


def test_stream_that_is_faster_than_the_answer(
    chromium: Browser, addresses: dict[str, str]
) -> None:
    """A page that hears of its own stone before its throw is answered shows it once, as its own."""
    page = visit(chromium, addresses["streaming"], STREAMING)

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        expect(page.locator("#news li")).to_have_text(re.compile("^Someone threw "))
        route.fulfill(response=answer)

    page.route("**/stones/", answer_late)
    page.get_by_role("button", name="Throw a stone").click()
    expect(page.locator("#news li")).to_have_text(re.compile("^You threw "))
    page.context.close()


def test_keyboard_throws(chromium: Browser, addresses: dict[str, str]) -> None:
    """The arrow keys move the aim, Enter throws, and the focus is to be seen."""
    page = visit(chromium, addresses["streaming"], STREAMING)
    page.keyboard.press("Tab")
    expect(page.locator("#pond")).to_be_focused()
    expect(page.locator("#pond")).to_have_css("outline-style", "solid")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#news li").first).to_have_text("You threw a stone near the top left.")
    page.context.close()


def test_button_throws_the_chosen_weight(chromium: Browser, addresses: dict[str, str]) -> None:
    """The button throws a stone of the chosen weight somewhere into the pond."""
    page = visit(chromium, addresses["polling"], POLLING)
    page.get_by_label("Weight").fill("5")
    expect(page.locator("#kind")).to_have_text("a rock")
    page.get_by_role("button", name="Throw a stone").click()
    expect(page.locator("#news li").first).to_have_text(re.compile("You threw a rock "))
    page.context.close()


def test_page_that_was_hidden_catches_up(chromium: Browser, addresses: dict[str, str]) -> None:
    """A hidden page closes its stream; shown again, it hears of what fell meanwhile."""
    hide = """hidden => {
        Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }"""
    here = visit(chromium, addresses["streaming"], STREAMING)
    there = visit(chromium, addresses["streaming"], STREAMING)
    with there.expect_event("requestfailed", lambda request: "/ripples/" in request.url):
        there.evaluate(hide, True)
    here.get_by_role("button", name="Throw a stone").click()
    expect(here.locator("#news li")).to_have_count(1)
    expect(there.locator("#news li")).to_have_count(0)
    there.evaluate(hide, False)
    expect(there.locator("#news li")).to_have_count(1)
    here.context.close()
    there.context.close()


def test_socket_takes_the_stone(chromium: Browser, addresses: dict[str, str]) -> None:
    """Over an open socket a stone is thrown without any further request."""
    page = visit(chromium, addresses["conversing"], CONVERSING)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Throw a stone").click()
    expect(page.locator("#news li")).to_have_text(re.compile("^You threw "))
    assert asked == []
    page.context.close()


def test_lost_socket_falls_back_and_comes_back(
    chromium: Browser, addresses: dict[str, str]
) -> None:
    """A page whose socket breaks streams instead, throws by POST, and polls without a stream."""
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/ws/pond/*", pass_on)
    page.goto(addresses["conversing"])
    transport = page.locator("#transport")
    expect(transport).to_have_text(CONVERSING)
    sockets[-1].close(code=4000)
    expect(transport).to_have_text(STREAMING)
    page.get_by_role("button", name="Throw a stone").click()
    expect(page.locator("#news li")).to_have_text(re.compile("^You threw "))
    context.route("**/ripples/*", lambda route: route.fulfill(status=501))
    page.reload()
    expect(transport).to_have_text(CONVERSING)
    sockets[-1].close(code=4000)
    expect(transport).to_have_text(POLLING)
    page.clock.fast_forward(5000)  # Then it tries the better ways again.
    expect(transport).to_have_text(CONVERSING)
    context.close()


def test_refused_stream_falls_back_to_polling(chromium: Browser, addresses: dict[str, str]) -> None:
    """A page whose stream is refused polls instead."""
    context = chromium.new_context()
    context.route("**/ripples/*", lambda route: route.fulfill(status=501))
    page = context.new_page()
    page.goto(addresses["streaming"])
    expect(page.locator("#transport")).to_have_text(POLLING)
    context.close()


def test_less_motion_means_rings_that_stand_still(
    chromium: Browser, addresses: dict[str, str]
) -> None:
    """Who asks for less motion sees rings, and they do not move."""
    page = visit(chromium, addresses["streaming"], STREAMING, reduced_motion="reduce")
    before = page.evaluate(WATER)
    page.locator("#pond").click()  # In its middle.
    page.wait_for_function(f"before => ({WATER})() !== before", arg=before)
    page.clock.install()  # On a busy machine the rings would be gone before the second look.
    rings = page.evaluate(WATER)
    page.clock.run_for(300)
    assert page.evaluate(WATER) == rings
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_holds_the_pond(chromium: Browser, addresses: dict[str, str], scheme: str) -> None:
    """On 360 pixels nothing sticks out sideways, by day and by night; no one else is asked."""
    asked: list[str] = []
    context = chromium.new_context(
        viewport={"width": 360, "height": 780},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(addresses["polling"])
    expect(page.locator("#transport")).to_have_text(POLLING)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert asked
    assert all(url.startswith((addresses["polling"], "data:")) for url in asked)
    context.close()
