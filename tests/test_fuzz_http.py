"""No request makes the example project fail: 7,500 that nobody would send, to every view.

Each entry point is asked, in this process, behind the guard that refuses what Django fails at;
tests/test_fuzz_known.py shows those, and tests/test_fuzz_served.py asks real servers.
"""

import importlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test.utils import override_settings
from django.utils import timezone
from entrypoints.guard import guarded
from hypothesis import example, given

from tests.fuzzing import SESSION, Event, Fuzz, Scope, inputs, plain, requests
from tests.pond_fixtures import pond_database  # noqa: F401 - a fixture

# isort: split
# The import above sets Django up, and models come after.
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import URLPattern, URLResolver, get_resolver
from pond import clocks, drops, later, ripples
from shore import bell, calls, tokens

MODULES = [
    "puddle.asgi", "entrypoints.websocket", "entrypoints.middleware", "entrypoints.lifespan",
    "entrypoints.static", "entrypoints.telemetry", "entrypoints.together", "entrypoints.second_app",
]  # fmt: skip
INPUTS = dict.fromkeys(MODULES, 700) | {"puddle.asgi": 2600}


def paths_of(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Yield every path of a site that has no argument."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from paths_of(pattern, path)
        elif isinstance(pattern, URLPattern) and not {"<", "("} & {*path}:
            yield path


OURS = [path for path in paths_of(get_resolver()) if not path.startswith("/admin/")]
PATHS = [
    *OURS,
    "/admin/",
    "/admin/login/",
    "/api/heaviest",
    "/api/openapi.json",
    "/static/admin/css/base.css",
]


@pytest.fixture(scope="module", autouse=True)
def quick(pond_database: None) -> Iterator[None]:  # noqa: ARG001, F811 - it comes first.
    """Answer as production does, without waiting, and know the session of a user."""
    frog = User.objects.create_user("frog")
    known = {SESSION_KEY: str(frog.pk), HASH_SESSION_KEY: frog.get_session_auth_hash()}
    known |= {BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"}
    tomorrow = timezone.now() + timedelta(days=1)
    data = SessionStore().encode(known)
    Session.objects.create(session_key=SESSION, session_data=data, expire_date=tomorrow)
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            DEBUG=False, ALLOWED_HOSTS=["localhost"], DATA_UPLOAD_MAX_MEMORY_SIZE=10_000
        ),
    ):
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1)
        patch.setattr(clocks, "LONGEST_WAIT_MS", 5)
        patch.setattr(clocks, "DEFAULT_WAIT_MS", 0)
        patch.setattr(later, "SECONDS", 0)
        patch.setattr(calls, "ADDRESSES", [])
        for module in (drops, tokens):
            patch.setattr(module, "GAP_SECONDS", 0)
        patch.setattr(ripples, "POLL_SECONDS", 0.001)
        patch.setattr(ripples, "HEARTBEAT_SECONDS", 0.001)
        patch.setattr(bell, "HEARTBEAT_SECONDS", 0.001)
        yield
    frog.delete()


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")  # The plain drops.
@pytest.mark.parametrize("module", MODULES)
def test_no_request_makes_it_fail(module: str) -> None:
    """Whatever comes is answered, below 500, in the order of the protocol, and in time."""
    fuzz = Fuzz(guarded(importlib.import_module(module).application))

    @inputs(INPUTS[module])
    @given(requests(PATHS))
    def ask(request: tuple[Scope, list[Event]]) -> None:
        fuzz.ask(*request)

    for path in OURS:  # Every view is reached, whatever is drawn.
        ask = example(plain(path))(ask)
    ask()
    fuzz.close()
    assert fuzz.count() >= INPUTS[module]
    if module == "puddle.asgi":  # Every view has answered, and refused in many ways.
        assert {path for path, status in fuzz.answers if status in (200, 201, 202)} >= {*OURS}
        assert {status for _, status in fuzz.answers} >= {200, 201, 202, 302, 400, 403, 404, 405}
