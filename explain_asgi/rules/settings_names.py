"""What a settings module is for, by its name, and what is chosen where nothing is said outside."""

import ast

from explain_asgi.entry_point import READS
from explain_asgi.parsed import Parsed

DEVELOPMENT = {"dev", "develop", "development", "devel", "local", "debug"}
PRODUCTION = {"prod", "production", "live", "deploy", "deployment", "release"}
ASKED = READS | {"decouple.config"}  # What reads the environment.
DEPTH = 8  # How deeply an expression may nest whose text is made out.


def words(module: str) -> set[str]:
    """Return the words of the last part of a module's name."""
    last = module.rpartition(".")[2].lower()
    return {last, *last.split("_")} - {"local"} | ({last} & {"local"})


def is_development(module: str) -> bool:
    """Tell whether a module is for development, by its name."""
    return bool(words(module) & DEVELOPMENT)


def is_production(module: str) -> bool:
    """Tell whether a module is for production, by its name."""
    return bool(words(module) & PRODUCTION)


def default_text(file: Parsed, node: ast.expr | None, depth: int = DEPTH) -> str | None:
    """Return the text of an expression where the environment says nothing, or ``None``."""
    if not depth:
        return None
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name():
            value = only_value(file, node)
            return default_text(file, value, depth - 1) if value else None
        case ast.BoolOp(op=ast.Or()):
            return default_text(file, node.values[-1], depth - 1)
        case ast.JoinedStr():
            return "".join(piece(file, part, depth) for part in node.values)
        case ast.BinOp(op=ast.Add()):
            return piece(file, node.left, depth) + piece(file, node.right, depth)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text))):
            return text.replace("%s", piece(file, node.right, depth), 1)
        case ast.Call():
            return default_of_call(file, node, depth)
    return None


def piece(file: Parsed, node: ast.expr, depth: int) -> str:
    """Return a part of a text; what the file does not say stays in braces."""
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    text = default_text(file, inner, depth - 1)
    return f"{{{ast.unparse(inner)}}}" if text is None else text


def default_of_call(file: Parsed, node: ast.Call, depth: int) -> str | None:
    """Return what a call gives where the environment says nothing: a read, or a method of texts."""
    named = [word.value for word in node.keywords if word.arg == "default"]
    if file.called(node) in ASKED or (named and node.args and file.text(node.args[0])):
        return next((default_text(file, one, depth - 1) for one in [*node.args[1:], *named]), None)
    if isinstance(node.func, ast.Attribute) and node.func.attr in {"lower", "strip"}:
        text = default_text(file, node.func.value, depth - 1)
        return text if text is None else getattr(text, node.func.attr)()
    if isinstance(node.func, ast.Attribute) and node.func.attr == "format" and node.args:
        text = default_text(file, node.func.value, depth - 1)
        return text and text.replace("{}", piece(file, node.args[0], depth), 1)
    return None


def only_value(file: Parsed, node: ast.Name) -> ast.expr | None:
    """Return what a name is given, if that is one thing and does not depend on another."""
    pairs = file.assigned.get(node.id, [])
    return pairs[0][1] if len(pairs) == 1 and not pairs[0][0].conditional else None
