"""What is said of an import: what it brings, and whether it may stand where it stands."""

import ast

from explain_asgi.packages import is_own, is_package, modules, needs_set_up
from explain_asgi.parsed import Parsed, Step
from explain_asgi.words.shape import LINES, Told

# The beginning of a module's name, the kind of its import, what it is, and where to read on.
KNOWN: tuple[tuple[str, str, str, str], ...] = (
    (
        "django.core.asgi",
        "import-django",
        "Finds `get_asgi_application`; the import itself sets nothing up.",
        LINES + "the-import.html",
    ),
    (
        "django.core.wsgi",
        "import-django",
        "Finds `get_wsgi_application`; the import itself sets nothing up.",
        LINES + "wsgi.html",
    ),
    (
        "configurations",
        "import-django",
        "Brings the double of django-configurations, which reads classes of settings.",
        LINES + "the-import.html",
    ),
    (
        "django.contrib.staticfiles",
        "import-static",
        "Brings what serves static files.",
        "deploy/static-files.html",
    ),
    ("django", "import-django", "A part of Django.", LINES + "the-import.html"),
    (
        "channels",
        "import-channels",
        "A part of Channels, which touches none of your models.",
        "grow/websockets.html",
    ),
    (
        "fastapi",
        "import-second-application",
        "A part of FastAPI, for an application beside Django's.",
        "grow/second-app.html",
    ),
    (
        "starlette",
        "import-second-application",
        "A part of Starlette, for an application around Django's.",
        "grow/second-app.html",
    ),
    (
        "mcp",
        "import-second-application",
        "A part of MCP, for an endpoint beside Django.",
        "grow/mcp.html",
    ),
    (
        "fastmcp",
        "import-second-application",
        "A part of MCP, for an endpoint beside Django.",
        "grow/mcp.html",
    ),
    (
        "socketio",
        "import-socketio",
        "Brings Socket.IO, a protocol of its own on top of WebSockets.",
        "grow/second-app.html",
    ),
    (
        "whitenoise",
        "import-static",
        "Brings WhiteNoise, which serves static files.",
        "deploy/static-files.html",
    ),
    (
        "servestatic",
        "import-static",
        "Brings what serves static files.",
        "deploy/static-files.html",
    ),
    (
        "dj_static",
        "import-static",
        "Brings what serves static files under WSGI.",
        "deploy/static-files.html",
    ),
    ("opentelemetry", "import-telemetry", "A part of OpenTelemetry.", "grow/telemetry.html"),
    ("sentry_sdk", "import-telemetry", "A part of Sentry.", "grow/telemetry.html"),
    ("newrelic", "import-telemetry", "A part of New Relic.", "grow/telemetry.html"),
    ("ddtrace", "import-telemetry", "A part of Datadog.", "grow/telemetry.html"),
    ("elasticapm", "import-telemetry", "A part of Elastic APM.", "grow/telemetry.html"),
    ("logfire", "import-telemetry", "A part of Logfire.", "grow/telemetry.html"),
    (
        "dotenv",
        "import-environment",
        "Reads variables of the environment from a file.",
        "grow/settings.html",
    ),
    (
        "environ",
        "import-environment",
        "Reads variables of the environment, also from a file.",
        "grow/settings.html",
    ),
    (
        "decouple",
        "import-environment",
        "Reads variables of the environment, also from a file.",
        "grow/settings.html",
    ),
    (
        "a2wsgi",
        "import-adapter",
        "Turns WSGI into ASGI, or the other way round.",
        LINES + "wsgi.html",
    ),
    (
        "asgiref",
        "import-adapter",
        "A part of asgiref, Django's own toolbox for ASGI.",
        "async-django/threads.html",
    ),
)


def told(file: Parsed, node: ast.Import | ast.ImportFrom, point: Step | None) -> Told:
    """Explain an import."""
    module = modules(node)[0]
    top = module.partition(".")[0]
    if module == "__future__":
        return (
            "import-future",
            "Changes how Python reads this file; it has to come first.",
            LINES + "imports.html",
        )
    if modules(node) == ["os"]:
        return (
            "import-os",
            "For `os.environ` below: the environment of this process.",
            LINES + "import-os.html",
        )
    for start, kind, text, page in KNOWN:
        if module == start or module.startswith(start + "."):
            return kind, text, page
    return own_or_other(file, node, module, top, point)


def own_or_other(
    file: Parsed, node: ast.Import | ast.ImportFrom, module: str, top: str, point: Step | None
) -> Told:
    """Explain an import from the project, from Python or from a package."""
    if is_package(top):
        import sys

        if top in sys.stdlib_module_names:
            return (
                "import-standard",
                f"Brings `{top}`, of Python's own library.",
                LINES + "imports.html",
            )
        return "import-package", f"Brings `{top}`, a package.", LINES + "imports.html"
    where = place(node, point)
    if is_own(file, module) or needs_set_up(node):
        return (
            "import-project",
            f"Brings code of the project, from `{module}`{where}.",
            LINES + "imports.html",
        )
    return (
        "import-other",
        f"Brings `{module}`, of a package or of the project{where}.",
        LINES + "imports.html",
    )


def place(node: ast.stmt, point: Step | None) -> str:
    """Say on which side of the set-up a statement stands."""
    if point is None or isinstance(point.node, (ast.Import, ast.ImportFrom)):
        return ""  # Whether an import sets Django up is not in this file.
    above = node.lineno < point.node.lineno
    return ", above the set-up" if above else ", below the set-up, where every import works"
