"""What a rule is: a function that looks at a parsed file and yields what it finds."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from explain_asgi.model import Edit, Finding, Severity, When
from explain_asgi.parsed import Parsed

MOST = 50  # Findings of one rule in one file; whoever has more has seen enough.


@dataclass(frozen=True)
class Hit:
    """One place where a rule applies: the node, what happens there, and how to mend it."""

    node: ast.expr | ast.stmt
    happens: str
    advice: str
    edits: tuple[Edit, ...] = ()


Check = Callable[[Parsed], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A check with its name, how bad it is, when it is noticed, and the page that shows it."""

    name: str
    severity: Severity
    when: When
    title: str
    page: str
    check: Check

    def findings(self, file: Parsed) -> Iterator[Finding]:
        """Yield what the rule finds in a file."""
        for hit in islice(self.check(file), MOST):
            line, left = file.start(hit.node)
            yield self.finding(line, left + 1, hit.happens, hit.advice, hit.edits)

    def finding(
        self, line: int, column: int, happens: str, advice: str, edits: tuple[Edit, ...] = ()
    ) -> Finding:
        """Return a finding of this rule."""
        return Finding(
            rule=self.name,
            severity=self.severity,
            line=line,
            column=column,
            when=self.when,
            title=self.title,
            happens=happens,
            advice=advice,
            page=self.page,
            edits=edits,
        )


def rule(name: str, severity: Severity, when: When, page: str) -> Callable[[Check], Rule]:
    """Make a rule of a function; the first line of its docstring is the title."""

    def decorated(check: Check) -> Rule:
        title = (check.__doc__ or name).splitlines()[0]
        return Rule(name, severity, when, title, page, check)

    return decorated
