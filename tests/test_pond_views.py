"""Guards the views that answer at once, under both protocols, with Django's own clients."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import reverse

from tests.pond_fixtures import (  # noqa: F401 - fixtures
    PROJECT,
    Stone,
    pond,
    pond_database,
    through_asgi_py,
)

pytestmark = pytest.mark.usefixtures("pond")
Get = Callable[..., Any]
STONE = {"x": 0.25, "y": 0.75, "weight": 2}


@pytest.fixture(params=["wsgi", "asgi"])
def protocol(request: pytest.FixtureRequest) -> str:
    """Run a test twice: with Django's sync client (WSGI) and its async client (ASGI)."""
    return str(request.param)


@pytest.fixture
def get(protocol: str) -> Get:
    """Return a function that GETs a path, over the protocol of the test."""
    get: Any = Client().get if protocol == "wsgi" else async_to_sync(AsyncClient().get)
    return cast(Get, get)


@pytest.mark.parametrize("name", ["now", "now_async"])
def test_now(get: Get, name: str) -> None:
    """`now` and `now_async` answer with the present second, as plain text in UTC."""
    before = datetime.now(UTC).replace(microsecond=0)
    answer = get(reverse(name))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert before <= datetime.fromisoformat(answer.text.strip()) <= datetime.now(UTC)


@pytest.mark.parametrize("name", ["slow", "slow_async"])
@pytest.mark.parametrize(("query", "ms"), [("", 100), ("?ms=0", 0), ("?ms=30", 30)])
def test_slow(get: Get, name: str, query: str, ms: int) -> None:
    """`slow` and `slow_async` wait as long as they say, 100 ms unless told."""
    started = time.monotonic()
    answer = get(reverse(name) + query)
    assert time.monotonic() - started >= ms / 1000
    assert answer.text == f"Waited {ms} ms.\n"


@pytest.mark.parametrize("name", ["slow", "slow_async"])
@pytest.mark.parametrize(
    ("ms", "sentence"),
    [
        ("soon", "ms must be a whole number, not 'soon'."),
        ("1.5", "ms must be a whole number, not '1.5'."),
        ("", "ms must be a whole number, not ''."),
        ("-1", "ms must not be negative, and -1 is."),
        ("5001", "ms must be at most 5000, and 5001 is more."),
    ],
)
def test_slow_refuses_an_invalid_wait(get: Get, name: str, ms: str, sentence: str) -> None:
    """A wait that is no whole number from 0 to 5000 is refused in words, and at once."""
    answer = get(reverse(name), {"ms": ms})
    assert (answer.status_code, answer.text) == (400, f"{sentence}\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_longest_wait_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five seconds is the longest wait."""
    waits: list[float] = []
    monkeypatch.setattr("pond.clocks.time.sleep", waits.append)
    assert Client().get("/slow/?ms=5000").status_code == 200
    assert waits == [5.0]


@pytest.mark.parametrize(("name", "loop"), [("whoami", False), ("whoami_async", True)])
def test_whoami_names_the_protocol(get: Get, protocol: str, name: str, loop: bool) -> None:
    """`whoami` names the protocol; an event loop runs where the view is async."""
    report = json.loads(get(reverse(name)).content)
    assert report["protocol"] == protocol
    assert report["event_loop"] is loop
    assert sorted(report) == [
        "django", "event_loop", "main_thread", "protocol", "python", "thread",
    ]  # fmt: skip


def test_whoami_through_asgi_py() -> None:
    """Through asgi.py itself a sync view runs in a thread of its own, without a loop."""

    async def ask(path: str) -> Any:
        request = through_asgi_py(path)
        await request.send_input({"type": "http.request"})
        assert (await request.receive_output())["status"] == 200
        body = (await request.receive_output())["body"]
        await request.wait()
        return json.loads(body)

    sync, on_loop = (async_to_sync(ask)(path) for path in ("/whoami/", "/whoami-async/"))
    assert (sync["protocol"], sync["event_loop"], sync["main_thread"]) == ("asgi", False, False)
    assert (on_loop["protocol"], on_loop["event_loop"]) == ("asgi", True)
    assert sync["thread"] != on_loop["thread"]


def test_whoami_through_wsgi_py() -> None:
    """Through wsgi.py itself a sync view runs in the thread of the server."""
    from puddle.wsgi import application

    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "PATH_INFO": "/whoami/"}
    setup_testing_defaults(environ)
    start_response: Any = lambda status, headers: None  # noqa: ARG005, E731
    report = json.loads(b"".join(application(environ, start_response)))
    assert (report["protocol"], report["event_loop"], report["main_thread"]) == (
        "wsgi",
        False,
        True,
    )


def test_stones_after(get: Get) -> None:
    """`stones` lists what fell after the given id, oldest first, and all without one."""
    first, second, third = (Stone.objects.create(**STONE) for _ in range(3))
    listed = json.loads(get("/stones/", {"after": first.pk}).content)
    assert listed == {"stones": [second.as_json(), third.as_json()]}
    assert len(json.loads(get("/stones/").content)["stones"]) == 3
    assert json.loads(get("/stones/", {"after": third.pk}).content) == {"stones": []}


def test_stones_come_a_hundred_at_a_time(get: Get) -> None:
    """A long list comes in parts: the oldest hundred first."""
    Stone.objects.bulk_create(Stone(**STONE) for _ in range(103))
    part = json.loads(get("/stones/").content)["stones"]
    assert len(part) == 100
    assert len(json.loads(get("/stones/", {"after": part[-1]["id"]}).content)["stones"]) == 3


@pytest.mark.parametrize("after", ["x", "-1", str(2**63)])
def test_stones_refuses_an_invalid_id(get: Get, after: str) -> None:
    """An `after` that can be no id is refused by name."""
    answer = get("/stones/", {"after": after})
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"]["after"].startswith("after must ")


@pytest.mark.parametrize("content_type", ["json", "form"])
def test_throw(protocol: str, content_type: str) -> None:
    """A stone thrown as JSON or as a form falls, and comes back with its id."""
    kind: Any = {"content_type": "application/json"} if content_type == "json" else {}
    post: Any = Client().post if protocol == "wsgi" else async_to_sync(AsyncClient().post)
    answer = post("/stones/", STONE, **kind)
    assert answer.status_code == 201
    assert json.loads(answer.content) == Stone.objects.get().as_json()
    assert json.loads(answer.content).items() >= STONE.items()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"x": 1.5}, "x", "Ensure this value is less than or equal to 1."),
        ({"y": -0.1}, "y", "Ensure this value is greater than or equal to 0."),
        ({"y": None}, "y", "Enter a number."),
        ({"x": True}, "x", "Enter a number."),
        ({"x": [0.5]}, "x", "Enter a number."),
        ({"x": float("nan")}, "x", "Enter a number."),
        ({"x": 10**400}, "x", "Enter a number."),
        ({"x": ""}, "x", "This field is required."),
        ({"weight": 6}, "weight", "Ensure this value is less than or equal to 5."),
        ({"weight": 0}, "weight", "Ensure this value is greater than or equal to 1."),
        ({"weight": 2.5}, "weight", "Enter a whole number."),
    ],
)
def test_stone_outside_the_pond_is_refused(
    change: dict[str, Any], field: str, sentence: str
) -> None:
    """A stone outside the pond, or no stone at all, is refused and the field is named."""
    answer = Client().post("/stones/", json.dumps(STONE | change), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"errors": {field: sentence}}
    assert not Stone.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{", "The body is not valid JSON."),
        (b"\xff", "The body is not valid JSON."),
        ("[" * 100_000, "The body is not valid JSON."),
        ("[1, 2]", "The body must be a JSON object with x, y and weight."),
    ],
)
def test_body_that_is_no_stone_is_refused(body: str | bytes, sentence: str) -> None:
    """A body that is not a JSON object is refused in words."""
    answer = Client().post("/stones/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"errors": {"body": sentence}}


@pytest.mark.parametrize("body", [{}, {"x": 0.1, "y": 0.2}])
def test_missing_fields_are_named(body: dict[str, float]) -> None:
    """Each field that a stone lacks is named."""
    errors = Client().post("/stones/", body).json()["errors"]
    assert errors == {name: "This field is required." for name in STONE if name not in body}


def test_throw_without_token_is_refused() -> None:
    """A stone thrown without the page's CSRF token is refused."""
    answer = Client(enforce_csrf_checks=True).post("/stones/", STONE)
    assert answer.status_code == 403
    assert not Stone.objects.exists()


@pytest.mark.parametrize("way", ["header", "field"])
def test_throw_with_token_is_accepted(way: str) -> None:
    """With the token of the page, as a header or a field, the stone falls."""
    client = Client(enforce_csrf_checks=True)
    token = page_token(client)
    if way == "header":
        answer = client.post(
            "/stones/", STONE, content_type="application/json", headers={"X-CSRFToken": token}
        )
    else:
        answer = client.post("/stones/", STONE | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 201


def page_token(client: Client) -> str:
    """Return the CSRF token that stands in the form of the page."""
    page = client.get("/").content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def test_page_shows_the_latest_stones(get: Get, protocol: str) -> None:
    """The page holds the latest 40 stones, and where to stream from if the server can."""
    Stone.objects.bulk_create(Stone(**STONE) for _ in range(42))
    page = get("/").content.decode()
    data = page.split('<script id="stones" type="application/json">')[1].split("</script>")[0]
    ids = [stone["id"] for stone in json.loads(data)]
    assert ids == list(Stone.objects.values_list("pk", flat=True))[2:]
    url = "/ripples/" if protocol == "asgi" else ""
    assert f'data-ripples-url="{url}"' in page


@pytest.mark.parametrize("name", ["pond.css", "pond.js"])
def test_page_includes_its_files_unchanged(get: Get, name: str) -> None:
    """Style and script stand in the page as in their files: neither is read as a template."""
    source = (PROJECT / "pond/templates/pond" / name).read_text()
    assert source in get("/").content.decode()


def test_page_asks_nobody_else(get: Get) -> None:
    """The page names no address outside its own server."""
    page = get("/").content.decode().replace("http://www.w3.org/2000/svg", "")
    assert "//" in page  # Comments of the script.
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    ("method", "path"), [("post", "/"), ("delete", "/stones/"), ("post", "/ripples/")]
)
def test_other_methods_are_refused(method: str, path: str) -> None:
    """A method that means nothing to a view is refused."""
    assert getattr(Client(), method)(path).status_code == 405
