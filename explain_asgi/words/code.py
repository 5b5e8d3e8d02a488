"""What is said of functions, conditions and whatever is left."""

import ast

from explain_asgi.parsed import Parsed, assignments, executed, never_runs
from explain_asgi.rules.application import takes_scope
from explain_asgi.words.shape import LINES, Told


def docstring(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain a text that stands for itself."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
        return None
    if node is file.tree.body[0] and isinstance(node.value.value, str):
        return (
            "docstring",
            "Says what the file is; Python keeps it and Django never reads it.",
            LINES + "docstring.html",
        )
    return "text", "A value that stands for itself: nothing happens.", LINES + "docstring.html"


def functions(_file: Parsed, node: ast.stmt) -> Told | None:
    """Explain a function or a class; nothing in it runs yet."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return None
    texts = {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
    if is_middleware(node):
        text = f"Middleware by hand, `{node.name}`: it takes an application, and makes another"
        return "middleware-by-hand", text + about(texts), "grow/middleware.html"
    if any(isinstance(part, FUNCTIONS) and takes_scope(part) for part in own_functions(node)):
        text = f"An application by hand, `{node.name}`, called for each connection"
        return "application-by-hand", text + about(texts), "protocol/by-hand.html"
    if "lifespan" in node.name or any(text.startswith("lifespan.") for text in texts):
        text = f"`{node.name}` is about the start and the stop of the server."
        return "lifespan", text, "protocol/lifespan.html"
    kind = "class" if isinstance(node, ast.ClassDef) else "function"
    text = f"Defines the {kind} `{node.name}`; nothing in it runs yet."
    return kind, text, "grow/middleware.html"


def is_middleware(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Tell whether it takes something first, and then answers as an application does."""
    inner = [part for part in node.body if isinstance(part, FUNCTIONS)]
    if isinstance(node, ast.ClassDef):
        made = [[word.arg for word in one.args.args] for one in inner if one.name == "__init__"]
        called = any(one.name == "__call__" and takes_scope(one) for one in inner)
        return called and any(len(names) > 1 and "scope" not in names for names in made)
    return bool(node.args.args) and any(takes_scope(one) for one in inner)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def own_functions(node: ast.stmt) -> list[ast.stmt]:
    """Return a function itself, or the methods of a class."""
    return node.body if isinstance(node, ast.ClassDef) else [node]


def about(texts: set[str]) -> str:
    """Say which types of connection a function names."""
    kinds = [f"`{kind}`" for kind in ("http", "websocket", "lifespan") if kind in texts]
    return f"; it names {' and '.join(kinds)}." if kinds else "."


def compound(_file: Parsed, node: ast.stmt) -> Told | None:
    """Explain what decides which statements run."""
    if isinstance(node, ast.If) and never_runs(node):
        main = any(
            isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
        )
        if main:
            return (
                "main",
                "Runs only where the file itself is started, and not under a server.",
                LINES + "run-it.html",
            )
        return (
            "type-checking",
            "Is read by type checkers, and does not run.",
            LINES + "imports.html",
        )
    match node:
        case ast.If() | ast.Match() | ast.While():
            return (
                "condition",
                "Decides, while the file is imported, which of the statements below run.",
                "grow/settings.html",
            )
        case ast.Try():
            text = "Runs the statements below; where one fails in a way that is named, others run."
            if not node.handlers:
                text = "Runs the statements below, and the last ones also where one fails."
            return "try", text, LINES + "imports.html"
        case ast.For() | ast.With():
            return (
                "block",
                "Runs the statements below, while the file is imported.",
                LINES + "index.html",
            )
    return None


def plain(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain what is left and plain: a name for a value, a printed or logged text."""
    found = list(assignments(node))
    if found:
        name, value = found[0]
        reads = any(
            file.called(part) in {"os.environ.get", "os.getenv"}
            or file.dotted(part) == "os.environ"
            for part in executed(value)
        )
        if reads:
            return (
                "environment-read",
                f"Reads the environment, and keeps it as `{name}`.",
                LINES + "import-os.html",
            )
        return "value", f"Gives `{name}` a value.", LINES + "index.html"
    if isinstance(node, ast.Expr) and file.called(node.value).split(".")[0] in {
        "print",
        "logging",
        "logger",
        "log",
    }:
        return (
            "log",
            "Writes a text while the file is imported, once in each process.",
            LINES + "run-it.html",
        )
    if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await)):
        return call_words(file, node.value)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete, ast.Assert, ast.Global)):
        return "change", "Changes a value while the file is imported.", LINES + "index.html"
    if isinstance(node, ast.Raise):
        text = "Ends the import, and with it the start of the server."
        if is_caught(file, node):
            text = "Raises an error, which the `try` around it may catch."
        return "raise", text, "grow/settings.html"
    if isinstance(node, ast.Pass):
        return "nothing", "Does nothing.", LINES + "index.html"
    return None


def is_caught(file: Parsed, node: ast.stmt) -> bool:
    """Tell whether a statement stands in the first block of a ``try`` that catches something."""
    tries = [one for one in file.nodes if isinstance(one, ast.Try) and one.handlers]
    return any(part is node for one in tries for first in one.body for part in ast.walk(first))


def call_words(file: Parsed, node: ast.expr) -> Told:
    """Explain a call of which nothing is kept."""
    name = file.called(node)
    if name == "os.environ.get" or name == "os.getenv":
        return (
            "environment-read",
            "Reads the environment, and keeps nothing of it.",
            LINES + "setdefault-misspelt.html",
        )
    if name in {"uvicorn.run", "hypercorn.run", "daphne.run"}:
        return (
            "server",
            "Starts a server from the file itself, as a command does from outside.",
            LINES + "run-it.html",
        )
    what = f"`{name}`" if name else "a function"
    return (
        "call",
        f"Calls {what} while the file is imported, once in each process.",
        LINES + "run-it.html",
    )
