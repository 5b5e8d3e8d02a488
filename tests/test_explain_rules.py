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

from bench.servers import DAPHNE, GUNICORN_SYNC, RUNSERVER, UVICORN, Server, started
from bench.servers import Run as RunningServer
from explain_asgi import explain
from explain_asgi.rules import RULES
from explain_asgi.rules.base import Rule
from sphinx_ext.processes import awaited, listens
from sphinx_ext.workspace import clean_environment, workspace
from tests.asking import asked
from tests.conftest import ROOT
from tests.explain_corpus_cases import CORPUS, Case, case, cases

Run = Callable[[Path], str]


def last_words(run: RunningServer) -> str:
    """Stop a server, so that it writes what it has to say, and return its log."""
    run.process.terminate()
    assert awaited(lambda: run.process.poll() is not None)
    return run.printed()


def answers(
    project: Path, server: Server = UVICORN, path: str = "/now/", times: int = 1, **variables: str
) -> str:
    """Ask a server of the file for a page; return status, body and log, or the log of no start."""
    with started(server, project, variables=variables, listening=False) as run:
        awaited(lambda: listens(run.address) or run.process.poll() is not None)
        if not listens(run.address):
            return run.printed()
        told = [asked(run, path) for _ in range(times)][-1]
        return f"status {told.status}\n{told.body}\n{last_words(run)}"


def opens(project: Path, path: str = "/ws/chat/", origin: str = "") -> str:
    """Open a WebSocket; return how that went, and the log of the server below it."""
    with started(UVICORN, project) as run:
        try:
            address = run.url.replace("http", "ws") + path
            with connect(address, origin=Origin(origin or run.url)):
                return "open"
        except InvalidStatus as refusal:
            return f"refused {refusal.response.status_code}\n{last_words(run)}"


def starts(
    project: Path,
    ready: str = "Uvicorn running on",
    options: str = "",
    server: Server = UVICORN,
    **more: str,
) -> str:
    """Start a server; return its log once it is ready, or has ended, and whether it listens."""
    with started(server, project, options=options, variables=more, listening=False) as run:
        ended = run.process.poll
        assert awaited(lambda: bool(re.search(ready, run.printed())) or ended() is not None)
        return run.printed() + ("\nlistens" if listens(run.address) else "\nsilent")


def history(project: Path) -> str:
    """Put the file under version control, take out its last but one line; return the history."""
    path = project / "puddle" / "asgi.py"
    git = ["git", "-C", str(project), "-c", "user.name=pond", "-c", "user.email=pond@localhost"]
    subprocess.run([*git, "init", "-q"], check=True)
    for text in (path.read_text(), "application = None\n"):
        path.write_text(text)
        subprocess.run([*git, "add", "puddle/asgi.py"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "The entry point."], check=True)
    return subprocess.run([*git, "log", "-p"], check=True, capture_output=True, text=True).stdout


PROBE = """
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import path

def chosen(request):
    return HttpResponse(f"{settings.SETTINGS_MODULE} {settings.DEBUG}")

async def query(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("answered")

urlpatterns[:0] = [path("chosen/", chosen), path("query/", query)]
"""
BUILT = """
class Built:
    def __init__(self, get_response):
        self.get_response = get_response
        print("built")

    def __call__(self, request):
        return self.get_response(request)
"""
# What a file of the project gets at its end, or is made of.
PROBED = {"pond/urls.py": PROBE}
COUNTED = {
    "puddle/built.py": BUILT,
    "puddle/settings.py": "\nMIDDLEWARE.append('puddle.built.Built')\n",
}
LEGACY = {
    "puddle/legacy.py": "from puddle.settings import *\n"
    'ASGI_APPLICATION = "puddle.routing.application"\n',
    "puddle/routing.py": "from channels.routing import ProtocolTypeRouter\n"
    'application = ProtocolTypeRouter({"websocket": None})\n',
}
DEVELOPMENT = PROBED | {"puddle/development.py": "from puddle.settings import *\n"}
RUNNING = "Uvicorn running on .*listens"


@dataclass(frozen=True)
class Proof:
    """How a rule is proved: a run, and what it prints of the failing and of the passing file."""

    run: Run
    fails: str
    passes: str = RUNNING
    files: dict[str, str] = field(default_factory=dict)


def not_named(setting: str) -> str:
    """Return what Django says where a setting is asked for, and no settings are named."""
    return f"ImproperlyConfigured: Requested setting {setting}, but settings are not configured"


PROOFS = {
    "merge-conflict": Proof(starts, "SyntaxError: invalid syntax"),
    "merge-conflict/fails-under-wsgi": Proof(
        partial(starts, server=GUNICORN_SYNC, ready="SyntaxError: .*"),
        "SyntaxError: invalid syntax",
    ),
    "syntax-error": Proof(starts, "SyntaxError: '\\(' was never closed"),
    "import-misspelt": Proof(starts, "ModuleNotFoundError: No module named 'django.core.agsi'"),
    "name-not-defined": Proof(starts, "NameError: name 'os' is not defined"),
    "setdefault-misspelt": Proof(starts, "AttributeError: '_Environ' object has no attribute"),
    "setdefault-misspelt/fails-with-a-sign": Proof(starts, "TypeError.*missing 1 required"),
    "placeholder": Proof(starts, "ModuleNotFoundError: No module named 'your_app'"),
    "import-above-setup": Proof(starts, not_named("INSTALLED_APPS")),
    "model-above-setup": Proof(starts, "AppRegistryNotReady: Apps aren't loaded yet."),
    "settings-after-setup": Proof(starts, not_named("LOGGING_CONFIG")),
    "settings-after-setup/fails-reading-one": Proof(starts, not_named("DEBUG")),
    "settings-variable-misspelt": Proof(starts, not_named("LOGGING_CONFIG")),
    "settings-only-read": Proof(starts, not_named("LOGGING_CONFIG")),
    "settings-value": Proof(starts, "ModuleNotFoundError: No module named 'puddle/settings'"),
    "settings-value/fails-with-a-dot": Proof(starts, "TypeError: the 'package' argument"),
    "settings-value/fails-with-a-path": Proof(starts, "No module named '/puddle/settings'"),
    "settings-value/fails-with-a-slash": Proof(starts, "No module named '/puddle'"),
    "settings-value/fails-with-nothing": Proof(starts, not_named("LOGGING_CONFIG")),
    "settings-value/fails-with-two-dots": Proof(starts, "No module named 'puddle.'"),
    "settings-assigned": Proof(
        partial(answers, path="/chosen/", DJANGO_SETTINGS_MODULE="puddle.with_daphne"),
        "status 200\npuddle.settings True",
        "status 200\npuddle.with_daphne True",
        PROBED,
    ),
    "development-default": Proof(
        partial(answers, path="/chosen/"),
        "status 200\npuddle.development True",
        "Set the environment variable SECRET_KEY",
        DEVELOPMENT,
    ),
    "environment-fails-open": Proof(
        partial(answers, path="/chosen/", DJANGO_ENV="prod"),
        "status 200\npuddle.settings True",
        "Set DJANGO_ENV to production",
        PROBED,
    ),
    "application-missing": Proof(starts, 'Attribute "application" not found in module'),
    "application-misspelt": Proof(starts, 'Attribute "application" not found in module'),
    "call-missing": Proof(
        partial(answers, server=DAPHNE), "status 500.*takes 0 positional arguments", "status 200"
    ),
    "call-missing/fails-under-wsgi": Proof(
        partial(answers, server=GUNICORN_SYNC), "status 500.*takes 0 positional arguments"
    ),
    "wsgi-in-asgi": Proof(answers, "status 500.*argument: 'start_response'", "status 200"),
    "asgi-in-wsgi": Proof(
        partial(answers, server=GUNICORN_SYNC), "status 500.*argument: 'send'", "status 200"
    ),
    "wsgi-wrapper": Proof(answers, "status 500.*missing 1 required positional", "status 200"),
    "application-not-asked": Proof(
        answers, "status 500.*ASGI callable returned without starting response", "status 200"
    ),
    "built-twice": Proof(answers, "built.*built", "^(?!.*built.*built).*built", COUNTED),
    "built-per-request": Proof(
        partial(answers, times=2), "built.*built", "^(?!.*built.*built).*built", COUNTED
    ),
    "wrapped-not-served": Proof(answers, '^(?!.*"name").*status 200', 'status 200.*"name"'),
    "http-lost": Proof(answers, "status 500.*configured for scope type 'http'", "status 200"),
    "origin-not-checked": Proof(
        partial(opens, origin="https://evil.example"), "open", "refused 403"
    ),
    "as-asgi-missing": Proof(opens, "refused 500.*object ChatConsumer can't be used", "open"),
    "route-leading-slash": Proof(opens, "refused 500.*No route found for path", "open"),
    "protocol-misspelt": Proof(opens, "refused 500.*configured for scope type 'websocket'", "open"),
    "legacy-channels": Proof(starts, "ModuleNotFoundError: No module named 'channels.http'"),
    "legacy-channels/fails-with-routes": Proof(starts, "ImportError: cannot import name 'route'"),
    "legacy-default-application": Proof(
        answers, "status 500.*configured for scope type 'http'", "status 200", LEGACY
    ),
    "scope-swallowed": Proof(opens, "refused 500", "open"),
    "lifespan-event-misspelt": Proof(
        starts, "'lifespan' protocol appears unsupported", r"^(?!.*unsupported).*running"
    ),
    "lifespan-unanswered": Proof(
        partial(starts, ready="Uvicorn running on|opened"),
        r"^(?!.*complete)(?!.*running on).*Waiting for application startup.*silent",
        "startup complete",
    ),
    "lifespan-not-forwarded": Proof(
        partial(answers, path="/tools/mcp"), "status 500.*Task group is not init", "status 4"
    ),
    "asgi-2-class": Proof(answers, "status 500.*takes 2 positional arguments but 4", "status 200"),
    "async-at-import": Proof(
        partial(starts, options="--workers 2", ready="RuntimeError|startup complete"),
        "RuntimeError.*silent",
        "startup complete",
    ),
    "mount-shadows": Proof(partial(answers, path="/hello"), "status 404", "status 200"),
    "async-unsafe": Proof(
        partial(answers, path="/query/"),
        "status 200\nanswered",
        "status 500.*SynchronousOnlyOperation",
        PROBED,
    ),
    "secret-in-file": Proof(
        history, r"\+.*PAYMENT_TOKEN.{20}", "^(?!.*PAYMENT_TOKEN.{0,5}, .\\w{9})"
    ),
}
FILES = [each for each in cases("rules") if not each.name.endswith("/passes")]
FILES += [each for each in cases("rules") if each.name.endswith("/passes")]


@pytest.fixture
def project() -> Iterator[Path]:
    """A copy of the example project, whose entry points a test may replace."""
    with workspace() as copy:
        yield copy


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_a_rule_says_what_happens(file: Case, project: Path) -> None:
    """The failing file does what the rule says, in the words that it quotes; the other not."""
    name = file.name.removeprefix("rules/")
    rule, _, end = name.partition("/")
    proof = PROOFS.get(name, PROOFS[rule])
    (project / file.filename).write_text(file.source, encoding="utf-8")
    for path, text in proof.files.items():
        with (project / path).open("a", encoding="utf-8") as end_of_file:
            end_of_file.write(text)
    printed = proof.run(project)
    expected = proof.passes if end == "passes" else proof.fails
    assert re.search(expected, printed, re.DOTALL), printed
    if texts := quoted(file):
        assert any(text in printed for text in texts), (texts, printed)


@pytest.mark.parametrize("option", ["--workers 2", "--reload"])
@pytest.mark.parametrize("end", ["fails", "fails-turned", "fails-until-complete"])
def test_an_event_loop_at_import_fails_inside_of_another(
    end: str, option: str, project: Path
) -> None:
    """Each way to start one does, with both options, and alone Uvicorn imports the file."""
    file = case(CORPUS / "rules" / "async-at-import" / f"{end}.py")
    (project / file.filename).write_text(file.source, encoding="utf-8")
    assert "RuntimeError" in starts(project, "RuntimeError", option)
    assert "filled" in starts(project)


def test_an_import_above_the_set_up_fails_with_the_variable_too(project: Path) -> None:
    """Where the settings are named outside, Django is asked for its apps, as the rule says."""
    file = case(CORPUS / "rules" / "import-above-setup" / "fails.py")
    (project / file.filename).write_text(file.source, encoding="utf-8")
    printed = starts(project, DJANGO_SETTINGS_MODULE="puddle.settings")
    (found,) = explain(file.source, filename=file.filename).findings
    assert "AppRegistryNotReady: Apps aren't loaded yet." in printed
    assert "is set outside, it is `AppRegistryNotReady: Apps aren't loaded yet.`" in found.happens


@pytest.mark.parametrize("end", ["fails", "fails-under-wsgi"])
def test_only_what_imports_the_file_notices(end: str, project: Path) -> None:
    """Markers of a merge: the checks of Django say nothing, nor plain runserver of asgi.py."""
    file = case(CORPUS / "rules" / "merge-conflict" / f"{end}.py")
    (project / file.filename).write_text(file.source, encoding="utf-8")
    check = [sys.executable, "manage.py", "check"]
    done = subprocess.run(check, cwd=project, env=clean_environment(), check=False)
    assert done.returncode == 0
    assert ("status 200" in answers(project, RUNSERVER)) == (end == "fails")


def test_uvicorn_repairs_the_call(project: Path) -> None:
    """Where the function itself is served, and nothing stands around it."""
    file = case(CORPUS / "rules" / "call-missing" / "fails.py")
    (project / file.filename).write_text(file.source, encoding="utf-8")
    assert "status 200" in answers(project)


def test_daphnes_runserver_hides_the_order(project: Path) -> None:
    """It sets Django up before it imports the file."""
    file = case(CORPUS / "rules" / "import-above-setup" / "fails.py")
    (project / file.filename).write_text(file.source, encoding="utf-8")
    assert "status 200" in answers(project, RUNSERVER, DJANGO_SETTINGS_MODULE="puddle.with_daphne")


def quoted(file: Case) -> list[str]:
    """Return the texts of errors that the findings of a file quote, without the kind of error."""
    found = explain(file.source, filename=file.filename).findings
    texts = [text for finding in found for text in re.findall("`([^`]*)`", finding.happens)]
    return [text.partition(": ")[2] for text in texts if re.match(r"\w+(Error|Configured): ", text)]


def test_every_rule_is_proved() -> None:
    """No rule is without a run."""
    names = {file.name.removeprefix("rules/") for file in FILES}
    assert {name for name in PROOFS if "/" not in name} == {rule.name for rule in RULES}
    assert {name for name in PROOFS if "/" in name} <= names


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_a_rule_links_a_page_that_is_there(rule: Rule) -> None:
    """The page exists, and so does the place on it."""
    page, _, anchor = rule.page.partition("#")
    source = ROOT / "docs" / page.replace(".html", ".rst")
    assert source.is_file(), source
    assert not anchor or f".. _{anchor}:" in source.read_text(encoding="utf-8")
