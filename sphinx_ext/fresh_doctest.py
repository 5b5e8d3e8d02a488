"""Runs the doctests of the pages, each group in a Python of its own.

Sphinx's doctest builder runs every group in the process that builds the site, where
``DJANGO_SETTINGS_MODULE``, the app registry and ``sys.modules`` leak from page to page.
Here a group behaves like a new ``python`` started in ``example_project/``, so a page may show
an error and then the working form, and both are true.
"""

import doctest
import io
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext.doctest import DocTestBuilder, SphinxDocTestRunner, TestCode, TestGroup
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.workspace import EXAMPLE_PROJECT, ROOT, clean_environment, workspace

# A fork server that has imported Sphinx but never Django: a fresh Python in about 20 ms.
PYTHONS = multiprocessing.get_context("forkserver")
PYTHONS.set_forkserver_preload(["sphinx.application", "sphinx.ext.doctest"])


@dataclass
class Outcome:
    """What became of one group: its report, and how many examples ran and failed."""

    report: str
    tries: int = 0
    failures: int = 0
    setup_failures: int = 0
    cleanup_failures: int = 0


class GroupRunner(DocTestBuilder):
    """The part of Sphinx's builder that runs one group, without a site around it."""

    def __init__(self, flags: int) -> None:
        self.config = SimpleNamespace(doctest_fail_fast=False)  # type: ignore[assignment]
        self.type = "single"
        self.text = io.StringIO()
        self.setup_runner = SphinxDocTestRunner(verbose=False, optionflags=flags)
        self.test_runner = SphinxDocTestRunner(verbose=False, optionflags=flags)
        self.cleanup_runner = SphinxDocTestRunner(verbose=False, optionflags=flags)
        # The three share what they capture, and compile as DocTestBuilder.init() has them do.
        self.test_runner._fakeout = self.setup_runner._fakeout  # type: ignore[attr-defined]
        self.cleanup_runner._fakeout = self.setup_runner._fakeout  # type: ignore[attr-defined]
        doctest.compile = self.compile  # type: ignore[attr-defined]

    def _warn_out(self, text: str) -> None:
        self.text.write(text)

    def outcome(self, group: TestGroup) -> Outcome:
        """Run ``group`` in this process and count."""
        self.test_group(group)
        return Outcome(
            self.text.getvalue(),
            self.test_runner.tries,
            self.test_runner.failures,
            self.setup_runner.failures,
            self.cleanup_runner.failures,
        )


def become_a_new_python(project: Path, log: int) -> None:
    """Make this process look like ``python`` started in ``project``; send its noise to ``log``."""
    os.setsid()  # What an example starts belongs to it, and ends with it.
    os.chdir(project)
    kept = clean_environment()
    os.environ.clear()
    os.environ.update(kept)
    ours = {"", str(ROOT), str(EXAMPLE_PROJECT), str(project)}
    sys.path[:] = ["", *(path for path in sys.path if path not in ours)]
    sys.argv[:] = [""]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def run_here(group: TestGroup, flags: int, project: Path, reply: Connection) -> None:
    """Run ``group`` in this new process and send its :class:`Outcome` through ``reply``."""
    with tempfile.TemporaryFile("w+") as log:
        become_a_new_python(project, log.fileno())
        # As at the prompt: what the reader defines belongs to the module ``__main__``.
        group.setup.insert(0, TestCode("__name__ = '__main__'", "testsetup", "<prompt>", 0))
        outcome = GroupRunner(flags).outcome(group)
        log.seek(0)
        noise = log.read()
    if noise and outcome.report:
        outcome.report += f"What it wrote to the terminal:\n{noise}\n"
    reply.send(outcome)


def run_fresh(group: TestGroup, flags: int, seconds: int, example_project: Path) -> Outcome:
    """Run ``group`` in a Python and a copy of ``example_project`` of its own."""
    receiver, reply = PYTHONS.Pipe(duplex=False)
    with workspace(example_project) as project, receiver:
        process = PYTHONS.Process(target=run_here, args=(group, flags, project, reply))
        process.start()
        reply.close()
        try:
            if receiver.poll(seconds):
                return receiver.recv()  # type: ignore[no-any-return]
            return lost(group, f"was stopped after {seconds} seconds")
        except EOFError:
            process.join()
            return lost(group, f"ended its Python with exit code {process.exitcode}")
        finally:
            if process.pid:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.join()


def lost(group: TestGroup, what: str) -> Outcome:
    """Return the outcome of a group that never reported."""
    code = group.tests[0][0]
    place = f'File "{code.filename}", line {code.lineno}'
    return Outcome(f"{place}\nThe group {group.name!r} {what}.\n", tries=1, failures=1)


class FreshDocTestBuilder(DocTestBuilder):
    """Sphinx's doctest builder with a fresh Python for every group, pages in parallel."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Collect every group of every page, run them side by side, report in page order."""
        groups = [(page, group) for page in sorted(docnames) for group in self.groups_of(page)]
        run = partial(
            run_fresh,
            flags=self.opt,
            seconds=self.config.doctest_group_seconds,
            example_project=Path(self.config.example_project),
        )
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            outcomes = pool.map(run, [group for _, group in groups])
            for (page, group), outcome in zip(groups, outcomes, strict=True):
                self.add(page, group, outcome)
        pages = len({page for page, _ in groups})
        self._out(f"\n{len(groups)} fresh interpreters for the examples of {pages} pages.\n")

    @staticmethod
    def get_line_number(node: nodes.Node) -> int | None:
        """Return the line, from 0, on which the code starts; Sphinx names the directive's line."""
        line = DocTestBuilder.get_line_number(node)
        source = Path(node.source or "")
        if line is None or not source.is_file():
            return line
        code = node.astext().splitlines()
        # docutils gives a plain block the line on which it ends.
        searched_from = line + 1 - len(code) if isinstance(node, nodes.doctest_block) else line
        lines = source.read_text(encoding="utf-8").splitlines()
        places = range(max(searched_from, 0), len(lines))
        return next((n for n in places if lines[n].strip() == code[0].strip()), line)

    def groups_of(self, page: str) -> list[TestGroup]:
        """Return the groups that Sphinx finds on ``page``, without running any."""
        self.collected: list[TestGroup] = []
        self.test_doc(page, self.env.get_doctree(page))
        return self.collected

    def test_group(self, group: TestGroup) -> bool:
        """Keep ``group`` for later, where Sphinx would run it at once."""
        self.collected.append(group)
        return True

    def add(self, page: str, group: TestGroup, outcome: Outcome) -> None:
        """Report ``outcome`` and add it to the summary."""
        if outcome.report:
            self._warn_out(f"\nPage {page}, group {group.name}\n{outcome.report}")
        self.total_tries += outcome.tries
        self.total_failures += outcome.failures
        self.setup_failures += outcome.setup_failures
        self.cleanup_failures += outcome.cleanup_failures


def setup(app: Sphinx) -> ExtensionMetadata:
    """Replace Sphinx's doctest builder; the directives stay Sphinx's own."""
    app.setup_extension("sphinx.ext.doctest")
    app.add_builder(FreshDocTestBuilder, override=True)
    app.add_config_value("doctest_group_seconds", 60, "", types=frozenset({int}))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
