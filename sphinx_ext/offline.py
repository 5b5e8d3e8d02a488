"""Lets a reader store the site for a time without a network.

Accepted input: the directive takes no argument and no content, and stands on one page::

    .. offline::

``offline.json`` lists the pages, what they load, and the files of the lab. ``sw.js``, the service
worker, stands at the top of the site, because a worker serves what lies below it. With
``offline = False`` in ``conf.py`` it is another worker, which removes itself and all that was
stored; browsers that have the first one fetch it by themselves.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still, load_where_used

# As lab/build.mjs makes it.
WORKER = "build/widgets/offline-worker.js"
LAB = "lab/dist"
# What Sphinx adds to the pages of docs/. The page for an address that is none has no address.
ADDED = ("search", "genindex", "py-modindex")
LOADED = re.compile(r'(?:src|href)="([^"#?:]+)')
LIST = "offline.json"
NOT_LOADED = (".html", ".md")
# Folders of the lab's files whose names change with their content.
HASHED = ("lab-chunks/", "lab-runtime-")
PANEL = """<div class="offline">
<p role="status">This needs JavaScript.</p>
<progress max="1" value="0" aria-label="Stored" hidden=""></progress>
<p><button type="button" name="store" disabled="">Make this site available offline</button>
<button type="button" name="remove" hidden="">Remove</button></p>
</div>
"""
OFF = "<p><em>This site was published without that button.</em></p>\n"

# A path below the top of the site, the bytes that travel, and a digest of the content.
Entry = tuple[str, int, str]


class Offline(nodes.General, nodes.Element):
    """The place where a reader has the site stored, and removed."""


class OfflineDirective(SphinxDirective):
    """The ``offline`` directive; the module's docstring says what it is for."""

    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        node = Offline()
        self.set_source_info(node)
        return [node]


def visit_offline(self: HTML5Translator, _node: Offline) -> None:
    """Write what the script fills; a book is on the reader's device already."""
    if not is_still(self.builder):
        on = self.config.offline and Path(self.builder.confdir, WORKER).is_file()
        self.body.append(PANEL if on else OFF)
    raise nodes.SkipNode


def skip(_self: object, _node: Offline) -> None:
    """Write nothing: any other format is on the reader's device, too."""
    raise nodes.SkipNode


# The list ---------------------------------------------------------------------------------------


def entry(site: Path, path: str, before: dict[str, int]) -> Entry:
    """Return the entry of a file; its bytes as a server sends them, which packs what is not.

    Packing takes its time, so ``before`` has the bytes of what the last build found, by checksum.
    """
    content = (site / path).read_bytes()
    checksum = hashlib.sha256(content).hexdigest()[:12]
    if checksum in before:
        return path, before[checksum], checksum
    packed = path.endswith((".zip", ".zst"))
    return path, len(content) if packed else len(zlib.compress(content, 1)), checksum


def last_time(file: Path) -> dict[str, int]:
    """Return what the last build has written in ``file``: how many bytes travel, by checksum."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {checksum: travels for _, travels, checksum in found["pages"] + found["runtime"]}
    except (OSError, ValueError, KeyError):
        return {}


def loaded(site: Path, pages: Iterable[str]) -> Iterator[str]:
    """Yield the paths of the files that ``pages`` load: styles, scripts, pictures."""
    named = {
        normpath(join(dirname(page), found))
        for page in pages
        for found in set(LOADED.findall((site / page).read_text(encoding="utf-8")))
        if not found.endswith(NOT_LOADED)
    }
    return (path for path in named if (site / path).is_file())


def of_lab(dist: Path) -> Iterator[str]:
    """Yield the paths of what the lab's scripts load; their own list they have within."""
    for file in sorted(dist.rglob("*")):
        if file.is_file() and file.name != "lab.json":
            yield f"_static/{file.relative_to(dist).as_posix()}"


def listed(app: Sphinx) -> dict[str, Any]:
    """Return ``offline.json``: all that a reader of the whole site asks for, by path."""
    site = Path(app.outdir)
    pages = [f"{page}.html" for page in (*app.env.found_docs, *ADDED)]
    pages = [page for page in pages if (site / page).is_file()]
    paths = {*pages, *loaded(site, pages), *of_lab(Path(app.confdir, LAB))}
    before = last_time(site / LIST)
    entries = [entry(site, path, before) for path in sorted(paths)]
    hashed = tuple(f"_static/{folder}" for folder in HASHED)
    return {
        "build": hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:12],
        "size": sum((site / path).stat().st_size for path in paths),
        "pages": [each for each in entries if not each[0].startswith(hashed)],
        "runtime": [each for each in entries if each[0].startswith(hashed)],
    }


def write_worker(app: Sphinx, error: Exception | None) -> None:
    """Write the list and the worker once everything else is there."""
    script = Path(app.confdir, WORKER)
    if error or app.builder.name != "html" or not script.is_file():
        return
    files = listed(app)
    Path(app.outdir, LIST).write_text(json.dumps(files), encoding="utf-8")
    runtime = [path for path, *_ in files["runtime"]]
    known = {"build": files["build"], "on": app.config.offline, "runtime": runtime}
    text = f"self.OFFLINE = {json.dumps(known)};\n{script.read_text(encoding='utf-8')}"
    Path(app.outdir, "sw.js").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and what is written after the pages."""
    app.add_config_value("offline", default=True, rebuild="html", types=frozenset({bool}))
    app.add_directive("offline", OfflineDirective)
    others: dict[str, Any] = dict.fromkeys(("latex", "man", "texinfo", "text"), (skip, None))
    app.add_node(Offline, html=(visit_offline, None), **others)
    app.connect("build-finished", write_worker)
    load_where_used(app, Offline, css="offline.css", js="offline.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
