"""What the pages show in a terminal is typed for real, and prints what the pages say."""

import json
import pickle
import re
import subprocess
from pathlib import Path

import pytest
from docutils import nodes

from sphinx_ext import console
from sphinx_ext.console import ConsoleError, commands_of, run_blocks, terminal
from sphinx_ext.proofs import TERMINAL, literal_block
from sphinx_ext.workspace import EXAMPLE_PROJECT
from tests.conftest import ROOT

PAGES = sorted(
    page for page in (ROOT / "docs").rglob("*.rst") if ":: console" in page.read_text("utf-8")
)
STARTED = """\
$ uvicorn puddle.asgi:application
...
INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)"""


def console_blocks(page: Path) -> list[tuple[str, int]]:
    """Return the terminal blocks of a built page, each with its line."""
    pickled = ROOT / "build/doctrees" / page.relative_to(ROOT / "docs").with_suffix(".doctree")
    doctree: nodes.document = pickle.loads(pickled.read_bytes())
    return [
        (block.astext(), block.line or 0)
        for block in doctree.findall(nodes.literal_block)
        if "proof" not in block and literal_block(block, EXAMPLE_PROJECT).kind == TERMINAL
    ]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_shows_what_its_commands_print(page: Path) -> None:
    """Every command of the page is typed, and prints what stands below it."""
    blocks = console_blocks(page)
    typed = sum(len(re.findall(r"^(?:\$ |\^C)", text, re.MULTILINE)) for text, _ in blocks)
    assert run_blocks(blocks) == typed


def test_every_terminal_of_the_site_is_typed(site: Path) -> None:
    """The blocks that the site counts as typed are those that the test above types."""
    counted = json.loads((site / "proofs.json").read_text())["blocks"][TERMINAL]
    assert sum(len(console_blocks(page)) for page in PAGES) == counted


def run(*blocks: str) -> int:
    """Run ``blocks`` as those of one page that begins on line 1."""
    return run_blocks([(block, 1) for block in blocks])


def test_a_shell_remembers() -> None:
    """The folder, the variables and the exit code of one command reach the next."""
    assert (
        run(
            "$ cd puddle && export POND=deep\n$ pwd\n.../example_project/puddle\n$ echo $POND\ndeep"
        )
        == 3
    )
    assert run("$ (exit 3)\n$ echo $?\n3") == 2
    assert run("$ env | grep -c DJANGO\n0") == 1


def test_what_is_shown_wrongly_is_found() -> None:
    """The line, the command and both texts are named."""
    with pytest.raises(ConsoleError, match=r"line 3: \$ echo deep\nExpected:\nflat\nGot:\ndeep"):
        run("$ true\n$ true\n$ echo deep\nflat")


def test_a_block_without_a_command_is_refused() -> None:
    """Output that nothing printed is no terminal block."""
    with pytest.raises(ConsoleError, match="line 7: the block begins with no command"):
        list(commands_of("Hello", 7))


def test_a_server_answers_and_is_stopped() -> None:
    """A server is asked through the port that the page shows, and is gone afterwards."""
    with terminal() as page:
        for command in commands_of(f"{STARTED}\n$ curl -s http://127.0.0.1:8000/slow/?ms=1", 1):
            expected = "Waited 1 ms.\n" if command.text.startswith("curl") else command.expected
            page.run(console.Command(command.text, expected, command.line))
        server = page.servers[0].process
        assert server.poll() is None
    assert server.returncode is not None
    assert not console.listens(page.port)
    assert not page.project.exists()


def test_a_server_that_does_not_start_tells_its_exit_code() -> None:
    """What the server says is compared, and the next command knows how it ended."""
    complaint = (
        'ERROR:    Error loading ASGI app. Attribute "app" not found in module "puddle.asgi".'
    )
    assert run(f"$ uvicorn puddle.asgi:app\n{complaint}\n$ echo $?\n3") == 2


def test_a_server_is_interrupted() -> None:
    """Ctrl+C ends it, and what it says then is compared."""
    assert run(f"{STARTED}\n^C\n...\nINFO:     Finished server process [...]") == 2
    with pytest.raises(ConsoleError, match=r"Got:\nINFO:     Shutting down"):
        run(f"{STARTED}\n^C\nINFO:     Sinking")


def test_a_server_must_show_when_it_is_ready() -> None:
    """A server without output is refused, as nothing says when the next command may come."""
    with pytest.raises(ConsoleError, match=r"show what 'uvicorn puddle\.asgi:application' prints"):
        run("$ uvicorn puddle.asgi:application")


def test_a_command_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is named with what to do, and is gone."""
    monkeypatch.setattr(console, "SECONDS", 0.5)
    with pytest.raises(ConsoleError, match=r"line 1: \$ sleep 61\nIt did not end within 0.5 s"):
        run("$ sleep 61")
    assert subprocess.run(["pgrep", "-fx", "sleep 61"], capture_output=True).stdout == b""


def test_a_second_server_waits_for_the_first() -> None:
    """Two servers on one port are refused, as one of them would answer for the other."""
    with pytest.raises(ConsoleError, match=r"line 1: the last server still runs; show \^C first"):
        run(STARTED, STARTED)


def test_the_log_of_a_server_helps() -> None:
    """When a later command fails, what the server printed stands below it."""
    with pytest.raises(ConsoleError, match=r"The server's log:\n(.*\n)*.*GET /now/"):
        run(STARTED, "$ curl -s http://127.0.0.1:8000/now/\nyesterday")


def test_pages_may_break_their_project() -> None:
    """A page works on a copy: the real files stay."""
    assert run("$ rm puddle/asgi.py\n$ ls puddle/asgi.py\nls: cannot access...") == 2
    assert (EXAMPLE_PROJECT / "puddle" / "asgi.py").exists()
