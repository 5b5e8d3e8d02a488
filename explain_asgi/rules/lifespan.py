"""Rules about lifespan: how it is answered, and who hears it."""

import ast
from collections.abc import Iterator

from explain_asgi.edits import replaced
from explain_asgi.parsed import Parsed
from explain_asgi.rules.base import Hit, rule

LIFESPAN = (
    "lifespan.startup.complete",
    "lifespan.startup.failed",
    "lifespan.shutdown.complete",
    "lifespan.shutdown.failed",
)
OUTER = {"FastAPI", "Starlette"}
# What makes an application of MCP whose sessions begin with lifespan.
SESSIONS = {"streamable_http_app", "http_app"}


@rule("lifespan-event-misspelt", "error", "start-up", "protocol/lifespan.html")
def lifespan_event_misspelt(file: Parsed) -> Iterator[Hit]:
    """An event of lifespan is sent that servers do not know."""
    for node in file.nodes:
        if isinstance(node, ast.Call) and file.called(node) == "send" and node.args:
            kind = type_of(file, node.args[0])
            name = file.text(kind) or ""
            if kind is not None and name.startswith("lifespan") and name not in LIFESPAN:
                right = next(
                    (
                        known
                        for known in LIFESPAN
                        if name.rstrip("d") == known or name.replace("_", ".") == known
                    ),
                    "",
                )
                edits = (replaced(file, kind, f'"{right}"'),) if right else ()
                yield Hit(
                    kind,
                    f"A server knows {', '.join(LIFESPAN[:2])} and the same of shutdown; "
                    f"to {name!r} Uvicorn answers with an error, and goes on without lifespan.",
                    f'Write `"{right or LIFESPAN[0]}"`.',
                    edits,
                )


def type_of(file: Parsed, event: ast.expr) -> ast.expr | None:
    """Return what stands for ``type`` in an event that is written out."""
    if not isinstance(event, ast.Dict):
        return None
    pairs = zip(event.keys, event.values, strict=True)
    return next((value for key, value in pairs if key and file.text(key) == "type"), None)


@rule("lifespan-unanswered", "error", "start-up", "protocol/lifespan.html")
def lifespan_unanswered(file: Parsed) -> Iterator[Hit]:
    """The start of lifespan is heard, and never answered."""
    texts = {str(node.value) for node in file.nodes if isinstance(node, ast.Constant)}
    if any("complete" in text or "failed" in text for text in texts):
        return
    for function in file.nodes:
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        loops = [node for node in ast.walk(function) if isinstance(node, ast.While)]
        if loops and not gives_away(loops[0]):
            for test in asking_for_startup(loops[0]):
                yield Hit(
                    test,
                    "The server waits for `lifespan.startup.complete` and serves nothing; "
                    "the last word of Uvicorn is `Waiting for application startup.`",
                    'Send `{"type": "lifespan.startup.complete"}` once all is open.',
                )


def gives_away(loop: ast.While) -> bool:
    """Tell whether a loop gives ``send`` to something else, which may answer."""
    calls = [node for node in ast.walk(loop) if isinstance(node, ast.Call)]
    given = [one for call in calls for one in [*call.args, *(word.value for word in call.keywords)]]
    return any(isinstance(one, ast.Name) and one.id == "send" for one in given)


def asking_for_startup(loop: ast.While) -> Iterator[ast.Compare]:
    """Yield each condition in a loop that asks whether the server starts, and then goes on."""
    for node in ast.walk(loop):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            right = node.test.comparators[0]
            ends = any(isinstance(part, (ast.Return, ast.Break, ast.Raise))
                       for one in node.body for part in ast.walk(one))  # fmt: skip
            if isinstance(right, ast.Constant) and right.value == "lifespan.startup" and not ends:
                yield node.test


@rule("lifespan-not-forwarded", "error", "later request", "grow/mcp.html")
def lifespan_not_forwarded(file: Parsed) -> Iterator[Hit]:
    """An MCP endpoint is mounted, and the outer application keeps lifespan to itself."""
    if any(is_about_lifespan(node) for node in file.nodes):
        return
    outer = {name.rpartition(".")[2] for _, name in file.calls} & OUTER
    for call, name in file.calls:
        if outer and name.rpartition(".")[2] in {"Mount", "mount"}:
            given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "app")]
            for node in given:
                if file.called(file.value(node)).rpartition(".")[2] in SESSIONS:
                    yield Hit(
                        node,
                        "Its sessions begin with lifespan, which a mounted application does not "
                        "hear: each call is a 500, since its task group is not initialized.",
                        "Give the outer application the `lifespan` of this one.",
                    )


def is_about_lifespan(node: ast.AST) -> bool:
    """Tell whether a node names lifespan, or the sessions themselves: they may be begun there."""
    words = [getattr(node, field, None) for field in ("id", "attr", "arg", "name")]
    return any(
        "lifespan" in word or "session_manager" in word for word in words if isinstance(word, str)
    )
