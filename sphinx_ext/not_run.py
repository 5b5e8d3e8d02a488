"""Shows a block that is deliberately not run, with the reason, which the reader sees too.

.. code-block:: rst

   .. not-run:: This command builds the page you are reading.

      .. code-block:: console

         $ make html
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.proofs import NOT_RUN


class NotRun(SphinxDirective):
    """Blocks that are shown only; the argument says why and is mandatory."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the blocks of the content and, below them, the reason."""
        reason = " ".join(self.arguments[0].split())
        blocks = self.parse_content_to_nodes()
        elements = [node for block in blocks for node in block.findall(nodes.Element)]
        if any(
            "testnodetype" in node or isinstance(node, nodes.doctest_block) for node in elements
        ):
            raise self.error("make doctest runs this block; take it out of not-run.")
        literals = [node for node in elements if isinstance(node, nodes.literal_block)]
        if not literals:
            raise self.error(
                "not-run holds no code block; put the block that is not run inside it."
            )
        for literal in literals:
            literal["proof"] = NOT_RUN
            literal["reason"] = reason
        inline, messages = self.parse_inline(f"Not run: {reason}")
        why = nodes.paragraph("", "", *inline, classes=["not-run-reason"])
        return [nodes.container("", *blocks, why, classes=["not-run"]), *messages]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``not-run``."""
    app.add_directive("not-run", NotRun)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
