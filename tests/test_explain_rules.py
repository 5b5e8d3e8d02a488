"""Every rule of the explainer, run: the one file fails as the rule says, the other does not."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.servers import DAPHNE, GUNICORN_SYNC, UVICORN, Server, started
from bench.servers import Run as RunningServer
from explain_asgi import explain
from explain_asgi.rules import RULES
from explain_asgi.rules.base import Rule
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import clean_environment, workspace
from tests.asking import asked
from tests.conftest import ROOT
from tests.explain_corpus_cases import CORPUS, Case, case

Run = Callable[[Path], str]


def python(project: Path, code: str = "import puddle.asgi; print('imported')", **more: str) -> str:
    """Run a line of Python in the project; return all it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, env=clean_environment() | more,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def last_words(run: RunningServer) -> str:
    """Stop a server, so that it writes what it has to say, and return its log."""
    run.process.terminate()
    assert awaited(lambda: run.process.poll() is not None)
    return run.printed()


def answers(project: Path, server: Server = UVICORN, path: str = "/now/") -> str:
    """Ask a server of the file for a page; return the status, and the log below it."""
    with started(server, project) as run:
        return f"status {asked(run, path).status}\n{last_words(run)}"


def opens(project: Path, path: str = "/ws/chat/", origin: str = "") -> str:
    """Open a WebSocket; return how that went, and the log of the server below it."""
    with started(UVICORN, project) as run:
        try:
            address = run.url.replace("http", "ws") + path
            with connect(address, origin=Origin(origin or run.url)):
                return "open"
        except InvalidStatus as refusal:
            return f"refused {refusal.response.status_code}\n{last_words(run)}"


def starts(project: Path, options: str = "", ready: str = "Uvicorn running on") -> str:
    """Start a server; return its log once it is ready, or has ended."""
    with started(UVICORN, project, options=options, listening=False) as run:
        ended = run.process.poll
        assert awaited(lambda: bool(re.search(ready, run.printed())) or ended() is not None)
        return run.printed()


def shown(code: str, **more: str) -> Run:
    """Return a run that imports the file and prints an expression."""

    def run(project: Path) -> str:
        return python(project, f"import puddle.asgi\n{code}", **more)

    return run


SETTINGS = "from django.conf import settings as s; print(s.SETTINGS_MODULE, s.DEBUG)"
BUILT = """
import asyncio
from django.core.handlers import base
built, load = [], base.import_string
base.import_string = lambda path: built.append(path) or load(path)
import puddle.asgi
from by_hand.server import http_scope, serve
for _ in range({times}):
    asyncio.run(serve(puddle.asgi.application, http_scope("/now/")))
print("built", len(built))
"""
QUERY = """
import asyncio
from django.db import connection
async def query():
    with connection.cursor() as cursor:
        print("answered", cursor.execute("SELECT 1").fetchone())
asyncio.run(query())
"""
LEGACY = {
    "puddle/legacy.py": "from puddle.settings import *\n"
    'ASGI_APPLICATION = "puddle.routing.application"\n',
    "puddle/routing.py": "from channels.routing import ProtocolTypeRouter\n"
    'application = ProtocolTypeRouter({"websocket": None})\n',
}
DEVELOPMENT = {"puddle/development.py": "from puddle.settings import *\n"}


@dataclass(frozen=True)
class Proof:
    """How a rule is proved: a run, and what it prints of the failing and of the passing file."""

    run: Run
    fails: str
    passes: str = "imported"
    files: dict[str, str] = field(default_factory=dict)


PROOFS = {
    "merge-conflict": Proof(python, "SyntaxError: invalid syntax"),
    "syntax-error": Proof(python, "SyntaxError: '\\(' was never closed"),
    "import-misspelt": Proof(python, "ModuleNotFoundError: No module named 'django.core.agsi'"),
    "name-not-defined": Proof(python, "NameError: name 'os' is not defined"),
    "setdefault-misspelt": Proof(python, "AttributeError: '_Environ' object has no attribute"),
    "placeholder": Proof(python, "ModuleNotFoundError: No module named 'your_app'"),
    "import-above-setup": Proof(
        python, "ImproperlyConfigured: Requested setting INSTALLED_APPS, but settings are not"
    ),
    "model-above-setup": Proof(python, "AppRegistryNotReady: Apps aren't loaded yet."),
    "settings-after-setup": Proof(python, "ImproperlyConfigured: Requested setting LOGGING_CONFIG"),
    "settings-variable-misspelt": Proof(
        python, "ImproperlyConfigured: Requested setting LOGGING_CONFIG"
    ),
    "settings-only-read": Proof(python, "ImproperlyConfigured: Requested setting LOGGING_CONFIG"),
    "settings-value": Proof(python, "ModuleNotFoundError: No module named 'puddle/settings'"),
    "settings-assigned": Proof(
        shown(SETTINGS, DJANGO_SETTINGS_MODULE="puddle.with_daphne"),
        "puddle.settings True",
        "puddle.with_daphne True",
    ),
    "development-default": Proof(
        shown(SETTINGS),
        "puddle.development True",
        "Set the environment variable SECRET_KEY",
        DEVELOPMENT,
    ),
    "environment-fails-open": Proof(
        shown(SETTINGS, DJANGO_ENV="prod"), "puddle.settings True", "Set DJANGO_ENV to production"
    ),
    "application-misspelt": Proof(
        starts, 'Attribute "application" not found in module', "Uvicorn running"
    ),
    "call-missing": Proof(
        partial(answers, server=DAPHNE), "status 500.*takes 0 positional arguments", "status 200"
    ),
    "wsgi-in-asgi": Proof(answers, "status 500.*argument: 'start_response'", "status 200"),
    "asgi-in-wsgi": Proof(
        partial(answers, server=GUNICORN_SYNC), "status 500.*argument: 'send'", "status 200"
    ),
    "wsgi-wrapper": Proof(answers, "status 500.*missing 1 required positional", "status 200"),
    "built-twice": Proof(partial(python, code=BUILT.format(times=0)), "built 14", "built 7"),
    "built-per-request": Proof(partial(python, code=BUILT.format(times=2)), "built 14", "built 7"),
    "wrapped-not-served": Proof(answers, '^(?!.*"name")', 'status 200.*"name"'),
    "http-lost": Proof(answers, "status 500.*configured for scope type 'http'", "status 200"),
    "origin-not-checked": Proof(
        partial(opens, origin="https://evil.example"), "open", "refused 403"
    ),
    "as-asgi-missing": Proof(opens, "refused 500.*object ChatConsumer can't be used", "open"),
    "route-leading-slash": Proof(opens, "refused 500.*No route found for path", "open"),
    "protocol-misspelt": Proof(opens, "refused 500.*configured for scope type 'websocket'", "open"),
    "legacy-channels": Proof(python, "ModuleNotFoundError: No module named 'channels.http'"),
    "legacy-default-application": Proof(
        answers, "status 500.*configured for scope type 'http'", "status 200", LEGACY
    ),
    "scope-swallowed": Proof(opens, "refused 500", "open"),
    "lifespan-event-misspelt": Proof(
        starts, "'lifespan' protocol appears unsupported", r"^(?!.*unsupported).*running"
    ),
    "asgi-2-class": Proof(answers, "status 500.*takes 2 positional arguments but 4", "status 200"),
    "async-at-import": Proof(
        partial(starts, options="--workers 2", ready="RuntimeError|startup complete"),
        "RuntimeError: asyncio.run\\(\\) cannot",
        "startup complete",
    ),
    "mount-shadows": Proof(partial(answers, path="/hello"), "status 404", "status 200"),
    "async-unsafe": Proof(shown(QUERY), "answered", "SynchronousOnlyOperation"),
    "secret-in-file": Proof(
        shown("import os; print(len(os.environ.get('PAYMENT_TOKEN', '')))"), "^20", "^0"
    ),
}


@pytest.fixture
def project() -> Iterator[Path]:
    """A copy of the example project, whose entry points a test may replace."""
    with workspace() as copy:
        yield copy


@pytest.mark.parametrize("end", ["fails", "passes"])
@pytest.mark.parametrize("rule", PROOFS)
def test_a_rule_says_what_happens(rule: str, end: str, project: Path) -> None:
    """The failing file does what the rule says, in the words that it quotes; the other not."""
    file, proof = case(CORPUS / "rules" / rule / f"{end}.py"), PROOFS[rule]
    (project / file.filename).write_text(file.source, encoding="utf-8")
    for name, text in proof.files.items():
        (project / name).write_text(text, encoding="utf-8")
    printed = proof.run(project)
    assert re.search(getattr(proof, end), printed, re.DOTALL), printed
    if texts := quoted(file):
        assert any(text in printed for text in texts), (texts, printed)


def quoted(file: Case) -> list[str]:
    """Return the texts of errors that the findings of a file quote, without the kind of error."""
    found = explain(file.source, filename=file.filename).findings
    texts = [text for finding in found for text in re.findall("`([^`]*)`", finding.happens)]
    return [text.partition(": ")[2] for text in texts if re.match(r"\w+(Error|Configured): ", text)]


def test_every_rule_is_proved() -> None:
    """No rule is without a run."""
    assert set(PROOFS) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_a_rule_links_a_page_that_is_there(rule: Rule) -> None:
    """The page exists, and so does the place on it."""
    page, _, anchor = rule.page.partition("#")
    source = ROOT / "docs" / page.replace(".html", ".rst")
    assert source.is_file(), source
    assert not anchor or f".. _{anchor}:" in source.read_text(encoding="utf-8")
