"""Links the repository where the site knows its address, as a published one does.

Accepted input: the words that become the link; without an address they are words::

    :repository:`a clone of its repository`
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata


class Repository(SphinxRole):
    """The ``repository`` role."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a link, or the words alone; an address for ``git`` only is none to open."""
        address = self.config.repository_url
        if not address.startswith("https://"):
            return [nodes.Text(self.text)], []
        return [nodes.reference(self.rawtext, self.text, refuri=address)], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the role, and ``repository_url``, which ``conf.py`` asks the services for."""
    app.add_config_value("repository_url", "", "env", types=frozenset({str}))
    app.add_role("repository", Repository())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
