"""The edits that rules propose: a node replaced or wrapped, lines inserted, removed or moved."""

import ast
import keyword

from explain_asgi.model import Edit
from explain_asgi.parsed import Parsed


def replaced(file: Parsed, node: ast.expr | ast.stmt, text: str) -> Edit:
    """Put ``text`` in the place of a node."""
    (top, left), (bottom, right) = file.start(node), file.end(node)
    whole = file.lines[top - 1][:left] + text + file.lines[bottom - 1][right:]
    return Edit(top, bottom, tuple(whole.split("\n")))


def wrapped(file: Parsed, node: ast.expr, before: str, after: str = ")") -> Edit:
    """Put text before and behind a node."""
    return replaced(file, node, before + file.segment(node) + after)


def spelt_everywhere(file: Parsed, name: str, right: str) -> tuple[Edit, ...]:
    """Put another name in the place of one, where each stands on a line of its own."""
    nodes = [node for node in file.nodes if isinstance(node, ast.Name) and node.id == name]
    if len({node.lineno for node in nodes}) != len(nodes):
        return ()
    return tuple(replaced(file, node, right) for node in nodes)


def inserted(line: int, *lines: str) -> Edit:
    """Put lines above the one with this number."""
    return Edit(line, line - 1, lines)


def removed(node: ast.stmt) -> Edit:
    """Remove the lines of a statement."""
    return Edit(node.lineno, node.end_lineno or node.lineno, ())


def alone(file: Parsed, node: ast.stmt) -> bool:
    """Tell whether a statement has its lines for itself, so that they can be moved."""
    (top, left), (bottom, right) = file.start(node), file.end(node)
    rest = file.lines[bottom - 1][right:].strip()
    return not file.lines[top - 1][:left].strip() and (not rest or rest.startswith("#"))


def lines_of_node(file: Parsed, node: ast.stmt) -> list[str]:
    """Return the whole lines that a statement stands on."""
    return file.lines[node.lineno - 1 : node.end_lineno]


def new_import(file: Parsed, line: str) -> Edit:
    """Put an import below one of the same package, or else above the first import or statement."""
    package = line.split()[1].partition(".")[0]
    imports = [node for node in file.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    kin = [node for node in imports if package in packages_of(node) and alone(file, node)]
    if kin:
        return inserted((kin[-1].end_lineno or kin[-1].lineno) + 1, line)
    rest = [node for node in file.tree.body if not comes_first(node)]
    return inserted(min(node.lineno for node in rest[:1]), line)


def packages_of(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the packages that an import names."""
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return {alias.name.partition(".")[0] for alias in node.names}


def comes_first(node: ast.stmt) -> bool:
    """Tell whether a statement has to stay on top: the docstring, an import of the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def free_name(file: Parsed, *names: str) -> str:
    """Return the first of some names that the file does not use."""
    used = {node.id for node in file.nodes if isinstance(node, ast.Name)} | set(file.imports)
    return next((name for name in names if name not in used and not keyword.iskeyword(name)), "")
