"""Names the two files of a diff as they are called in the example project.

Accepted input: Sphinx's own ``literalinclude`` with ``:diff:``, which writes the folders of the
machine that builds the site::

    .. literalinclude:: /../example_project/entrypoints/static.py
       :diff: /../example_project/puddle/asgi.py
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.workspace import EXAMPLE_PROJECT


class ShortenDiffs(SphinxTransform):
    """Take the folders in front of ``example_project/`` out of the first two lines of a diff."""

    default_priority = 500

    def apply(self) -> None:
        """Change every block that shows a diff."""
        for block in self.document.findall(nodes.literal_block):
            if block.get("language") == "udiff":
                block.rawsource = shortened(block.rawsource)
                block[:] = [nodes.Text(shortened(block.astext()))]


def shortened(diff: str) -> str:
    """Return ``diff`` with the names of its files as ``example_project`` knows them."""
    head, rest = diff.split("@@", 1)
    return f"{head.replace(f'{EXAMPLE_PROJECT}/', '')}@@{rest}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Change each page as it is read."""
    app.add_transform(ShortenDiffs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
