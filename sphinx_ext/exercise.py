"""Gives the reader something to write, and tells in words what it does not do yet.

Accepted input: the name of a folder of ``exercises/``, then the task, a numbered list of at least
two hints, and below it what is to be said about the solution::

    .. exercise:: import-it

       Make this file import.

       #. Read the last line of the traceback.
       #. Line 14 needs a name that nothing has brought in.

       Each name comes from an import above it.

    Any page leads there with :ref:`an exercise <exercise-import-it>`.

The folder holds ``starter.py``, ``solution.py``, ``checks.py`` and at least two ``wrong_N.py``.
Each function ``check_...`` of the checks says in its docstring what it expects. Tests prove that
the starter fails each, for the reasons in ``starter.txt``, that every wrong solution fails, and
that other ways which are right, ``right_N.py``, pass.
"""

import hashlib
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still
from sphinx_ext.proofs import FILE

ABSENT = "The buttons did not load; task, hints and solution are here all the same."
TITLE = "the exercise"  # What a :ref: says that says nothing else.
FEWEST_HINTS = 2
FEWEST_WRONG = 2


class Exercise(nodes.General, nodes.Element):
    """The whole: the task, the starter, and a :class:`Fold` for each hint and the solution."""


class Starter(nodes.Part, nodes.Element):
    """Holds the block that the reader changes, and the place of the buttons."""


class Fold(nodes.Part, nodes.Element):
    """What the reader opens when they want it; ``title`` and ``kind`` name it."""


def folder_of_exercises(confdir: str) -> Path:
    """Return the folder that holds them all."""
    return Path(confdir) / "exercises"


class ExerciseDirective(SphinxDirective):
    """The ``exercise`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the exercise, or the error that says what to correct."""
        folder = folder_of_exercises(self.env.srcdir.parent.as_posix()) / self.arguments[0]
        files = self.files(folder)
        task, hints, commentary = self.parts()
        base = hashlib.sha256(f"{files['starter']}\0{files['checks']}".encode()).hexdigest()[:8]
        node = Exercise(progress="exercise", base=base, page=self.env.docname, **files)
        node["ids"] = [f"exercise-{nodes.make_id(self.arguments[0])}"]
        if node["ids"][0] in self.state.document.ids:
            raise self.error(f"exercise: {self.arguments[0]} stands on this page twice.")
        self.state.document.ids[node["ids"][0]] = node
        standard = self.env.domains.standard_domain
        standard.note_hyperlink_target(node["ids"][0], self.env.docname, node["ids"][0], TITLE)
        self.set_source_info(node)
        node += [*task, Starter("", self.block(files["starter"]))]
        for number, item in enumerate(hints, 1):
            node += Fold("", *item.children, kind="hint", title=f"Hint {number} of {len(hints)}")
        solution = self.block(files["solution"])
        node += Fold("", solution, *commentary, kind="solution", title="A solution, and why")
        return [node]

    def files(self, folder: Path) -> dict[str, str]:
        """Return the texts of the folder, and note that the page depends on them."""
        found = {}
        for name in ("starter", "solution", "checks"):
            file = folder / f"{name}.py"
            if not file.is_file():
                raise self.error(f"exercise: exercises/{folder.name}/{name}.py is missing; add it.")
            self.env.note_dependency(str(file))
            found[name] = file.read_text(encoding="utf-8")
        if len(list(folder.glob("wrong_*.py"))) < FEWEST_WRONG:
            told = f"exercises/{folder.name}/ has fewer than {FEWEST_WRONG} wrong_N.py"
            raise self.error(f"exercise: {told}; add what a reader may well try.")
        judge = folder.parent / "judge.py"
        self.env.note_dependency(str(judge))
        return found | {"judge": judge.read_text(encoding="utf-8")}

    def parts(self) -> tuple[list[nodes.Node], list[nodes.Element], list[nodes.Node]]:
        """Return the task, the hints, and what is said about the solution."""
        content = self.parse_content_to_nodes()
        lists = [n for n, node in enumerate(content) if isinstance(node, nodes.enumerated_list)]
        if len(lists) != 1:
            raise self.error("exercise: write one numbered list, the hints, after the task.")
        (at,) = lists
        hints = [item for item in content[at].children if isinstance(item, nodes.Element)]
        if not content[:at] or not content[at + 1 :] or len(hints) < FEWEST_HINTS:
            told = f"a task, at least {FEWEST_HINTS} hints, and what to say about the solution"
            raise self.error(f"exercise: write {told}, in this order.")
        return content[:at], hints, content[at + 1 :]

    def block(self, text: str) -> nodes.literal_block:
        """Return a file of the folder as a block; tests run it."""
        text = text.rstrip("\n")
        block = nodes.literal_block(text, text, language="python", proof=FILE)
        self.set_source_info(block)
        return block


# Writing it -------------------------------------------------------------------


def visit_exercise(self: HTML5Translator, node: Exercise) -> None:
    """Open the whole, with what the script needs of it."""
    data = {"page": node["page"], "base": node["base"]}
    if has_script(self):
        data |= {"judge": node["judge"], "checks": node["checks"]}
    attributes = "".join(f' data-{name}="{escape(text)}"' for name, text in data.items())
    name = node["ids"][0]
    self.body.append(f'<div class="exercise" id="{name}" role="group" aria-label="Exercise"')
    self.body.append(f'{attributes}>\n<p class="exercise-kind">Exercise</p>\n')


def has_script(self: HTML5Translator) -> bool:
    """Return whether the page runs it: a book does not, nor a site without the lab."""
    return bool(not is_still(self.builder) and self.config.lab_version)


def depart_exercise(self: HTML5Translator, _node: nodes.Element) -> None:
    """Close the whole."""
    self.body.append("</div>\n")


def visit_starter(self: HTML5Translator, _node: Starter) -> None:
    """Open the block."""
    self.body.append('<div class="exercise-code">\n')


def depart_starter(self: HTML5Translator, _node: Starter) -> None:
    """Close the block, with the place of the buttons below it."""
    self.body.append("</div>\n")
    if has_script(self):
        absent = f'<span class="exercise-absent">{ABSENT}</span>'
        self.body.append(f'<div class="exercise-bar">{absent}</div>\n')


def visit_fold(self: HTML5Translator, node: Fold) -> None:
    """Open a disclosure."""
    self.body.append(f'<details class="exercise-{node["kind"]}">\n')
    self.body.append(f"<summary>{escape(node['title'])}</summary>\n")


def depart_fold(self: HTML5Translator, _node: Fold) -> None:
    """Close it."""
    self.body.append("</details>\n")


class PlainExercise(SphinxPostTransform):
    """Gives every builder but HTML the parts, one after the other."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each exercise of the page."""
        for fold in list(self.document.findall(Fold)):
            title = nodes.paragraph("", f"{fold['title']}:")
            fold.replace_self([title, *fold.children])
        for kind in (Starter, Exercise):
            for node in list(self.document.findall(kind)):
                node.replace_self(node.children)


def load(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document
) -> None:
    """Load the styles and, where the lab has been built, the script on a page that has one."""
    if doctree is None or next(doctree.findall(Exercise), None) is None:
        return
    app.add_css_file("exercise.css")
    if app.config.lab_version and not is_still(app.builder):
        app.add_css_file("lab.css")
        app.add_js_file("exercise.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its nodes, and what its pages load."""
    app.setup_extension("sphinx_ext.lab")  # The setting lab_version.
    app.add_directive("exercise", ExerciseDirective)
    app.add_node(Exercise, html=(visit_exercise, depart_exercise))
    app.add_node(Starter, html=(visit_starter, depart_starter))
    app.add_node(Fold, html=(visit_fold, depart_fold))
    app.add_post_transform(PlainExercise)
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
