"""Shows what ``make changes`` found out: what each Django answers, and where the answer changed.

.. code-block:: rst

   .. django-answers:: async-view, client-leaves

   .. django-versions::

The names are questions of ``bench/results/changes.json``;
``answer-async-view`` is the label of one.
"""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from bench.changes.results import RESULTS, ranges, read
from sphinx_ext.proofs import MEASURED


class Results(SphinxDirective):
    """What the directives share: the results, read from the file."""

    def results(self) -> dict[str, Any]:
        """Return the results; a change to them rebuilds the page."""
        self.env.note_dependency(str(RESULTS))
        return read()


class DjangoAnswers(Results):
    """The ``django-answers`` directive: each question, and who answered what."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a definition list."""
        results = self.results()
        found = nodes.definition_list("", proof=MEASURED, classes=["django-answers"])
        self.set_source_info(found)
        for name in (name.strip() for name in self.arguments[0].split(",")):
            if name not in results["questions"]:
                known = ", ".join(results["questions"])
                raise self.error(f"{self.name}: there is no question {name!r}; there are: {known}.")
            found += self.question(results, name)
        return [found]

    def question(self, results: dict[str, Any], name: str) -> nodes.definition_list_item:
        """Return one question with its answers, and give it a label."""
        text, _messages = self.parse_inline(results["questions"][name])
        label = f"answer-{name}"
        domain = self.env.get_domain("std")
        assert isinstance(domain, StandardDomain)  # noqa: S101 - Sphinx registers it so.
        domain.anonlabels[label] = (self.env.docname, label)
        answers = (answer(*found) for found in ranges(results, name))
        term = nodes.term("", "", *text, ids=[label])
        return nodes.definition_list_item("", term, nodes.definition("", *answers))


def answer(first: str, last: str, said: str) -> nodes.paragraph:
    """Return one answer, and the versions that gave it."""
    versions = first if first == last else f"{first} to {last}"
    return nodes.paragraph("", "", nodes.Text(f"{versions}: "), nodes.literal(said, said))


class DjangoVersions(Results):
    """The ``django-versions`` directive: when, and which versions, on which Python."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence."""
        results = self.results()
        djangos = results["djangos"].values()
        groups = [
            f"{', '.join(one['django'] for one in of_python)} on Python {python}"
            for python, of_python in groupby(djangos, key=lambda one: one["python"])
        ]
        text = f"Asked on {results['date']} by make changes: Django {'; Django '.join(groups)}."
        return [nodes.paragraph("", text)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("django-answers", DjangoAnswers)
    app.add_directive("django-versions", DjangoVersions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
