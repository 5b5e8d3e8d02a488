"""One file, parsed: what runs while it is imported, in which order, and what names stand for."""

import ast
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from explain_asgi.reading import lines_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
BROAD = ("Exception", "BaseException")
MOST_NAMES = 25  # How many names are followed to find out what one expression is made of.


@dataclass(frozen=True)
class Step:
    """A statement that runs while the file is imported, and the statements it stands in."""

    node: ast.stmt
    inside: tuple[ast.stmt, ...] = ()
    number: int = 0

    @property
    def conditional(self) -> bool:
        """Whether it depends on something if this statement runs."""
        return any(not isinstance(outer, ast.With) for outer in self.inside)

    @property
    def sheltered(self) -> bool:
        """Whether an error of this statement may be caught, whatever it is."""
        tries = [outer for outer in self.inside if isinstance(outer, ast.Try)]
        return any(is_broad(handler) for outer in tries for handler in outer.handlers)

    @cached_property
    def parts(self) -> list[ast.AST]:
        """Every node that runs with this statement itself, without those it holds."""
        return [one for part in own_parts(self.node) for one in executed(part)]

    def expressions(self) -> Iterator[ast.AST]:
        """Yield every node that runs with this statement itself, without those it holds."""
        return iter(self.parts)


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches every error."""
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in BROAD)


def own_parts(node: ast.stmt) -> list[ast.AST]:
    """Return what runs when a statement is reached: of a compound one, its head."""
    match node:
        case ast.If() | ast.While():
            return [node.test]
        case ast.For():
            return [node.iter, node.target]
        case ast.With():
            return [*node.items]
        case ast.Match():
            return [node.subject]
        case ast.Try():
            return []
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *node.args.defaults]
        case ast.ClassDef():
            return [*node.decorator_list, *node.bases]
    return [node]


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it that run with it: not the bodies of functions."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if not isinstance(current, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting.extend(ast.iter_child_nodes(current))


def never_runs(node: ast.stmt) -> bool:
    """Tell whether the body of an ``if`` is for type checkers, or for running the file itself."""
    if not isinstance(node, ast.If):
        return False
    words = {word.id for word in ast.walk(node.test) if isinstance(word, ast.Name)}
    words |= {word.attr for word in ast.walk(node.test) if isinstance(word, ast.Attribute)}
    return bool(words & {"TYPE_CHECKING", "__name__"})


def arms(node: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks of a compound statement that run at import, if they run."""
    match node:
        case ast.If() | ast.For() | ast.While():
            return [[] if never_runs(node) else node.body, node.orelse]
        case ast.With():
            return [node.body]
        case ast.Try():
            caught = [handler.body for handler in node.handlers]
            return [node.body, *caught, node.orelse, node.finalbody]
        case ast.Match():
            return [case.body for case in node.cases]
    return []


def flat(body: list[ast.stmt], inside: tuple[ast.stmt, ...] = ()) -> Iterator[Step]:
    """Yield every statement that runs at import, outer ones before those they hold."""
    for node in body:
        yield Step(node, inside)
        for arm in arms(node):
            yield from flat(arm, (*inside, node))


class Parsed:
    """The tree of one file, with the answers that several rules ask for."""

    def __init__(self, source: str, filename: str, tree: ast.Module) -> None:
        self.filename = filename
        self.source = source
        self.tree = tree
        self.lines = lines_of(source)

    @cached_property
    def steps(self) -> list[Step]:
        """What runs at import, in order and numbered."""
        return [Step(step.node, step.inside, at) for at, step in enumerate(flat(self.tree.body))]

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each statement that runs at import, by the identity of its node."""
        return {id(step.node): step.number for step in self.steps}

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for; the first import of a name counts."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for name, target in imported(node):
                    found.setdefault(name, target)
        return found

    @cached_property
    def stars(self) -> bool:
        """Whether a star import, or the like, may bring any name at all."""
        stars = any(isinstance(node, ast.alias) and node.name == "*" for node in self.nodes)
        calls = (node.func for node in self.nodes if isinstance(node, ast.Call))
        magic = {call.id for call in calls if isinstance(call, ast.Name)} & MAGIC
        return stars or bool(magic)

    @cached_property
    def functions(self) -> dict[str, Function]:
        """The functions of the module itself, by name."""
        nodes = (step.node for step in self.steps)
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return {node.name: node for node in nodes if isinstance(node, kinds)}

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes of the module itself, by name."""
        nodes = (step.node for step in self.steps)
        return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}

    @cached_property
    def assigned(self) -> dict[str, list[tuple[Step, ast.expr]]]:
        """The values given to each name of the module, in order."""
        found: dict[str, list[tuple[Step, ast.expr]]] = {}
        for step in self.steps:
            for name, value in assignments(step.node):
                found.setdefault(name, []).append((step, value))
        return found

    def dotted(self, node: ast.AST, depth: int = 8) -> str:
        """Return the full dotted name of an expression, through imports and aliases, or ``""``."""
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value, depth)
            return base and f"{base}.{node.attr}"
        if not isinstance(node, ast.Name):
            return ""
        if node.id in self.imports:
            return self.imports[node.id]
        values = self.assigned.get(node.id, [])
        if depth and len(values) == 1 and isinstance(values[0][1], (ast.Name, ast.Attribute)):
            return self.dotted(values[0][1], depth - 1)
        return node.id

    @cached_property
    def calls(self) -> list[tuple[ast.Call, str]]:
        """Every call, with the dotted name of what it calls."""
        found = [node for node in self.nodes if isinstance(node, ast.Call)]
        return [(node, self.dotted(node.func)) for node in found]

    def called(self, node: ast.AST) -> str:
        """Return the dotted name of what a call calls, or ``""``."""
        return self.dotted(node.func) if isinstance(node, ast.Call) else ""

    def text(self, node: ast.AST | None) -> str | None:
        """Return the text that an expression is, if the file says it."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name) and len(self.assigned.get(node.id, [])) == 1:
            value = self.assigned[node.id][0][1]
            return self.text(value) if isinstance(value, ast.Constant) else None
        return None

    def value(self, node: ast.expr, before: int | None = None, depth: int = 8) -> ast.expr:
        """Return the expression that a name was given last, or the expression itself."""
        if not isinstance(node, ast.Name) or not depth:
            return node
        end = len(self.steps) if before is None else before
        pairs = self.assigned.get(node.id, [])
        at = bisect_left(pairs, end, key=lambda pair: pair[0].number)
        return self.value(pairs[at - 1][1], pairs[at - 1][0].number, depth - 1) if at else node

    def pieces(self, node: ast.expr, before: int | None = None) -> Iterator[ast.AST]:
        """Yield every node of an expression, and of what its names were given before."""
        seen: set[str] = set()
        waiting = [(node, before)]
        while waiting and len(seen) < MOST_NAMES:
            current, end = waiting.pop()
            for part in ast.walk(current):
                yield part
                if isinstance(part, ast.Name) and part.id not in seen:
                    seen.add(part.id)
                    if (value := self.value(part, end)) is not part:
                        waiting.append((value, end))

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """Return the text of a node, its lines parted by ``\\n``."""
        (top, left), (bottom, right) = self.start(node), self.end(node)
        lines = self.lines[top - 1 : bottom]
        lines[-1] = lines[-1][:right]
        lines[0] = lines[0][left:]
        return "\n".join(lines)

    def start(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the line of a node, and how many characters stand before it."""
        return node.lineno, self.characters(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the last line of a node, and how many characters it ends after."""
        line, column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return line, self.characters(line, column)

    def characters(self, line: int, column: int) -> int:
        """Turn a column, which Python counts in bytes of UTF-8, into characters."""
        text = self.lines[line - 1]
        return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


MAGIC = {"exec", "eval", "globals", "vars", "locals", "__import__"}


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield each name that an import binds, and the dotted name that it stands for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or whole, whole
        return
    base = "." * node.level + (node.module or "")
    for alias in node.names:
        joint = "" if base.endswith(".") else "."
        yield alias.asname or alias.name, f"{base}{joint}{alias.name}"


def assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the plain names that a statement gives a value to, and the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
