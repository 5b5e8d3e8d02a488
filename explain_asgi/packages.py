"""Which imports are the project's own, and which of those cannot do without Django's set-up."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from explain_asgi.parsed import Parsed, Step, imported


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Packages that asgi.py files import, and that need no set-up to be imported.
PACKAGES = words_in(
    """
    a2wsgi aiohttp anyio ariadne asgi_correlation_id asgi_lifespan asgi_logger asgiref
    asyncpg azure blacknoise boto3 brotli_asgi celery channels configurations daphne ddtrace
    debugpy decouple dj_static django dotenv elasticapm environ envparse fastapi fastmcp
    gevent google granian graphene gunicorn httpx hypercorn logfire loguru mangum mcp
    mqttasgi newrelic ninja opentelemetry orjson playwright pretty_errors prometheus_client
    psycogreen psycopg2 pydantic pymysql pyroscope redis requests rich rollbar scout_apm
    secure sentry_sdk servestatic slowapi socketio starlette starlette_context static
    strawberry structlog tornado twisted uvicorn uvloop watchfiles websockets werkzeug
    whitenoise yaml
    """
)
PREFIXES = ("django_", "channels_", "drf_", "rest_framework", "sentry_", "opentelemetry", "azure_")

# A module that is called so leads to models, in nearly every project.
NEEDY = words_in(
    """
    admin consumer consumers model models routing routings schema serializers signals url
    urls view views
    """
)
NEEDY_NAME = re.compile(
    r"consumers?$|url_?patterns$|websocket_?urls$|ws_?urls$|^routing$|_routing$"
    r"|(jwt|token|auth|user|session|tenant)\w*middleware\w*$|middlewarestack$",
    re.IGNORECASE,
)
# Packages that bring models or read settings as they are imported.
NEEDY_PACKAGE = re.compile(
    r"^(django\.contrib\.(auth|admin|sessions|sites|contenttypes|flatpages|redirects)\.models"
    r"|django\.contrib\.auth\.(forms|admin|backends|views)"
    r"|rest_framework\.authtoken\.(models|views)"
    r"|rest_framework_simplejwt\.(tokens|authentication|models|views|state))\b"
)
# The last word of a module or a function that may set Django up by itself.
SETS_UP = re.compile(r"^(asgi|wsgi|setup|set_up|bootstrap|init)$|django", re.IGNORECASE)


def is_package(top: str) -> bool:
    """Tell whether a top-level name is Python's own or a known package, so not the project's."""
    known = top in sys.stdlib_module_names or top in PACKAGES
    return bool(top) and (known or top.startswith(PREFIXES))


def modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the modules that an import statement names."""
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return [alias.name for alias in node.names]


def is_own(file: Parsed, module: str) -> bool:
    """Tell whether a module is surely the project's: relative, or beside the settings."""
    return module.startswith(".") or module.partition(".")[0] in own_packages(file)


@lru_cache(maxsize=8)
def own_packages(file: Parsed) -> set[str]:
    """Return the packages that the file shows to be the project's: where its settings are."""
    texts = (node.value for node in file.nodes if isinstance(node, ast.Constant))
    settings = [text for text in texts if isinstance(text, str) and SETTINGS.match(text)]
    return {text.partition(".")[0] for text in settings}


SETTINGS = re.compile(r"^[a-zA-Z_]\w*\.(\w+\.)*(settings|config|conf)\w*(\.\w+)*$")


def words_of(module: str) -> set[str]:
    """Return the words that the parts of a module are made of."""
    return {word.lower() for part in module.split(".") for word in part.split("_")}


def may_set_up(name: str) -> bool:
    """Tell whether a module or a function of the project may set Django up, by its name."""
    return not is_package(name.partition(".")[0]) and bool(SETS_UP.search(name.rpartition(".")[2]))


def needs_set_up(node: ast.Import | ast.ImportFrom) -> str:
    """Return the name in an import that needs Django's set-up, by all experience, or ``""``."""
    for module in modules(node):
        if NEEDY_PACKAGE.match(module):
            return module
        if is_package(module.partition(".")[0]) and not module.startswith("."):
            continue
        if words_of(module) & NEEDY:
            return module
    own = isinstance(node, ast.ImportFrom) and (
        node.level or not is_package((node.module or "").partition(".")[0])
    )
    names = [target for name, target in imported(node)] if own else []
    return next((name for name in names if is_needy_name(name)), "")


def is_needy_name(target: str) -> bool:
    """Tell whether an imported name is one that stands for consumers, routes or users."""
    name = target.rpartition(".")[2]
    return bool(NEEDY_NAME.search(name)) or name.lower() in NEEDY


def import_steps(file: Parsed) -> Iterator[tuple[Step, ast.Import | ast.ImportFrom]]:
    """Yield the imports that run while the file is imported."""
    for step in file.steps:
        if isinstance(step.node, (ast.Import, ast.ImportFrom)):
            yield step, step.node
