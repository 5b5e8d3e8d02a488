"""Lists every Python block of the pages as JSON: what the lab runs, and what it is compared with.

The groups are the ones Sphinx's doctest builder finds, so ``make doctest`` and the lab run the
same blocks: ``python lab/blocks.py build/doctrees > blocks.json``.
"""

import doctest
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.ext.doctest import TestCode, TestGroup

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sphinx_ext.fresh_doctest import FreshDocTestBuilder  # noqa: E402 - after the path to it.

NAMES = {flag: name for name, flag in doctest.OPTIONFLAGS_BY_NAME.items()}


def options(code: TestCode, flags: int) -> dict[str, bool]:
    """Return doctest's options for a block by name: the site's own, changed by the block's."""
    of_site = {name: True for flag, name in NAMES.items() if flags & flag}
    return of_site | {NAMES[flag]: bool(on) for flag, on in (code.options or {}).items()}


def block(index: int, codes: Sequence[Any], flags: int) -> dict[str, Any]:
    """Return one block of a group as the lab's worker takes it."""
    code, output = codes[0], codes[1] if len(codes) > 1 else None
    return {
        "index": index,
        "kind": code.type,
        "code": code.code,
        "want": output.code if output else None,
        "options": options(output or code, flags),
        "documented": None,
        "line": code.lineno,
    }


def groups(app: Sphinx) -> list[dict[str, Any]]:
    """Return the groups of all pages, in order."""
    builder = app.builder
    assert isinstance(builder, FreshDocTestBuilder)  # noqa: S101 - for the type checker.

    def as_json(page: str, group: TestGroup) -> dict[str, Any]:
        blocks = [block(index, codes, builder.opt) for index, codes in enumerate(group.tests)]
        return {"page": page, "group": group.name, "blocks": blocks}

    pages = sorted(app.env.found_docs)
    return [as_json(page, group) for page in pages for group in builder.groups_of(page)]


def main(doctrees: str) -> None:
    """Read what changed since ``doctrees`` were written, and print all blocks."""
    with tempfile.TemporaryDirectory() as out:
        app = Sphinx(ROOT / "docs", ROOT, out, doctrees, "doctest", status=None)
        app.builder.read()
        json.dump(groups(app), sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
