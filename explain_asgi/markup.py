"""The explanation as HTML, as a page shows it: made by the site's build and in the browser alike.

All text of the file is escaped, so nothing that somebody pastes becomes a part of the page.
"""

import difflib
import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from html import escape
from itertools import dropwhile, groupby

from explain_asgi.model import NOTICED, Edit, Explanation, Finding, Statement
from explain_asgi.reading import lines_of

Block = tuple[int, int, list[Statement]]
Marks = dict[int, list[tuple[int, int, str]]]

# The classes that Pygments gives, so that the colours are those of every other block.
STYLES = {tokenize.COMMENT: "c1", tokenize.STRING: "s1", tokenize.NUMBER: "mi"}
STYLES |= {
    number: "s1" for number, name in tokenize.tok_name.items() if re.match(r"[FT]STRING_", name)
}


def for_page(one: Explanation, base: str) -> dict[str, str]:
    """Return what a page needs; ``base`` leads from it to the site's first folder."""
    status = "Not explained." if one.refusal else "Explained."
    told = {"status": status, "html": as_html(one, base)}
    return told | {"filename": one.filename, "source": one.source, "fixed": one.fixed}


def summary(one: Explanation) -> str:
    """Return in a sentence what came of it."""
    if one.refusal:
        return f"Not explained: {one.refusal.text}"
    if not one.findings:
        return "Nothing found that goes wrong."
    kinds = [finding.severity for finding in one.findings]
    counts = [counted(kinds.count(kind), kind) for kind in ("error", "warning") if kind in kinds]
    return f"Found: {', '.join(counts)}."


def counted(count: int, noun: str) -> str:
    """Return a number and its noun."""
    return f"{count} {noun}{'s' * (count != 1)}"


def as_html(
    one: Explanation, base: str = "", name: str = "explained", since: Explanation | None = None
) -> str:
    """Return the findings, the corrections, and each line beside what it does.

    ``name`` begins the ids, of which a page has each once. The statements that another file,
    ``since``, has too are left out.
    """
    parts = [f'<p class="explain-summary">{prose(summary(one))}</p>']
    if one.refusal:
        return parts[0]
    if since and not one.findings:
        return listing(without(one, since), base, name, whole=False)
    one = without(one, since)
    if one.findings:
        found = "".join(
            finding_item(one, finding, base, f"{name}-{number}")
            for number, finding in enumerate(one.findings, 1)
        )
        parts.append(f'<ol class="explain-findings">{found}</ol>')
    if one.fixed != one.source:
        rows = diff(lines_of(one.source), lines_of(one.fixed))
        head = '<p class="explain-label">The corrected file, as a diff</p>'
        parts.append(f'<div class="explain-fixed">{head}{pre(rows)}</div>')
    return "\n".join([*parts, listing(one, base, name, whole=since is None)])


def without(one: Explanation, since: Explanation | None) -> Explanation:
    """Return an explanation without the docstring and the statements that another file has too."""
    if since is None:
        return one
    known = {text_of(since, each) for each in since.statements}
    kept = [
        each
        for each in one.statements
        if each.kind != "docstring" and text_of(one, each) not in known
    ]
    return replace(one, statements=tuple(joined(kept)))


def joined(statements: list[Statement]) -> Iterator[Statement]:
    """Yield statements; of which the same is said on lines that follow each other, as one."""
    for _, same in groupby(
        enumerate(statements), lambda pair: (pair[1].first - pair[0], pair[1].text)
    ):
        group = [each for _, each in same]
        yield replace(group[0], last=group[-1].last)


def text_of(one: Explanation, each: Statement) -> str:
    """Return the lines of a statement."""
    return "\n".join(lines_of(one.source)[each.first - 1 : each.last])


def prose(text: str) -> str:
    """Return a text with what stands between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def link(page: str, base: str) -> str:
    """Return the link to a page, named by the end of its address; to the page itself, none."""
    if not page:
        return ""
    place = re.sub(r"(/index)?\.html.*", "", page).rpartition("/")[2].replace("-", " ")
    return f'<a href="{escape(base + page)}">Read on: {escape(place)}</a>'


def rule_link(rule: str, base: str) -> str:
    """Return the link to what is said of a rule."""
    page = f"{base}explain/rules.html#{rule}"
    return f'<a class="explain-rule" href="{escape(page)}"><code>{rule}</code></a>'


def finding_item(one: Explanation, finding: Finding, base: str, name: str) -> str:
    """Return one finding: where, what happens and when, how to mend it."""
    edits = "".join(pre(edit_rows(one, edit)) for edit in in_order(finding))
    return (
        f'<li id="{name}" class="explain-{finding.severity}">'
        f"<p><strong>{finding.severity.capitalize()}, line {finding.line}: "
        f"{prose(finding.title)}</strong> {rule_link(finding.rule, base)}</p>"
        f"<p>{prose(finding.happens)} {NOTICED[finding.when]}</p>"
        f"<p>{prose(finding.advice)} {link(finding.page, base)}</p>{edits}</li>"
    )


def in_order(finding: Finding) -> list[Edit]:
    """Return the edits from the top of the file to its end."""
    return sorted(finding.edits, key=lambda edit: edit.first)


def edit_rows(one: Explanation, edit: Edit) -> list[str]:
    """Return what an edit takes out and what it puts in."""
    gone = lines_of(one.source)[edit.first - 1 : edit.last]
    return [row(f"-{line}", "gd") for line in gone] + [row(f"+{line}", "gi") for line in edit.lines]


def diff(old: list[str], new: list[str]) -> list[str]:
    """Return what differs, with two lines around it."""
    lines = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]
    styles = {"-": "gd", "+": "gi", "@": "gu"}
    return [row(line, styles.get(line[0], "")) for line in lines]


def row(line: str, style: str) -> str:
    """Return one line of a diff."""
    return f'<span class="explain-row {style}">{code(line)}\n</span>'


def pre(rows: list[str]) -> str:
    """Return a block of code."""
    return f'<pre class="highlight notranslate">{"".join(rows)}</pre>'


# Line by line ----------------------------------------------------------------------


def listing(one: Explanation, base: str, name: str, *, whole: bool) -> str:
    """Return the lines of the file, beside each statement what it does and what goes wrong."""
    lines = painted(one.source)
    ids = {id(finding): f"{name}-{n}" for n, finding in enumerate(one.findings, 1)}
    parts = []
    for first, last, told in blocks(one.statements, len(lines)):
        if not whole and not told:
            continue
        if not whole:
            first = top_of_comments(one, told[0].first)
        shown = dropwhile(lambda number: not lines[number - 1].strip(), range(first, last + 1))
        rows = [numbered(number, lines[number - 1]) for number in shown]
        marks = "".join(
            f'<p class="explain-{finding.severity}"><a href="#{ids[id(finding)]}">'
            f"{finding.severity.capitalize()}: {prose(finding.title)}</a></p>"
            for finding in one.findings
            if first <= finding.line <= last
        )
        words = "".join(f"<p>{prose(each.text)} {link(each.page, base)}</p>" for each in told)
        parts.append(f"<div><dt>{pre(rows)}</dt><dd>{marks}{words}</dd></div>\n")
    return f'<dl class="explain-lines">\n{"".join(parts)}</dl>'


def top_of_comments(one: Explanation, first: int) -> int:
    """Return the first line of a statement, with the comments right above it."""
    lines = lines_of(one.source)
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    return first


def blocks(statements: tuple[Statement, ...], count: int) -> Iterator[Block]:
    """Yield all lines: each statement with what stands above it; those of one line are one."""
    joined: list[Block] = []
    done = 0
    for each in statements:
        if each.last <= done:
            joined[-1][2].append(each)
            continue
        joined.append((done + 1, each.last, [each]))
        done = each.last
    yield from joined
    if done < count:
        yield done + 1, count, []


def numbered(number: int, line: str) -> str:
    """Return a line of the file with its number."""
    head = f'<span class="linenos" aria-hidden="true">{number:>3} </span>'
    return f'<span class="explain-row">{head}{line}\n</span>'


def painted(source: str) -> list[str]:
    """Return the lines of the file as HTML, in colours as far as Python can read them."""
    lines = lines_of(source)
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    marks = marked("\n".join(lines) + "\n")
    return [coloured(line, marks.get(number, [])) for number, line in enumerate(lines, 1)]


def marked(source: str) -> Marks:
    """Return for each line what has a colour: from where, to where, and its class."""
    marks: Marks = {}
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            style = "k" if keyword.iskeyword(token.string) else STYLES.get(token.type, "")
            (top, left), (bottom, right) = token.start, token.end
            for number in range(top, bottom + 1) if style else ():
                start = left if number == top else 0
                end = right if number == bottom else len(source)
                marks.setdefault(number, []).append((start, end, style))
    return marks


def coloured(line: str, marks: list[tuple[int, int, str]]) -> str:
    """Return a line with its colours; its text stays what it is."""
    html, done = "", 0
    for start, end, style in marks:
        if start >= done and line[start:end]:
            text = f'<span class="{style}">{code(line[start:end])}</span>'
            html, done = html + code(line[done:start]) + text, min(end, len(line))
    return html + code(line[done:])


def code(text: str) -> str:
    """Return code as HTML, which may break after a bracket, and after a comma without a space."""
    return re.sub(r"\((?!\))|,(?=\S)", r"\g<0><wbr/>", escape(text))
