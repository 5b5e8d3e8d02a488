"""What the pages show in a terminal is typed for real, and prints what the pages say."""

import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docutils import nodes

import sphinx_ext.console.terminal as terminal_module
from sphinx_ext.console import run_blocks
from sphinx_ext.console.commands import Command, ConsoleError, commands_of
from sphinx_ext.console.listening import addresses
from sphinx_ext.console.terminal import Terminal, open_terminal
from sphinx_ext.processes import awaited, listens, runs, stop_group
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
    blocks = [text for page in PAGES for text, _ in console_blocks(page)]
    assert len(blocks) == counted
    assert sum(len(re.findall(r"^(?:\$ |\^C)", text, re.MULTILINE)) for text in blocks) >= 350


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


def test_output_is_never_overwritten() -> None:
    """What goes to /dev/stdout, opened anew, stands in order with all the rest."""
    assert run("$ echo deep; echo pond >> /dev/stdout; echo still\ndeep\npond\nstill") == 1


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
    with open_terminal() as page:
        for command in commands_of(f"{STARTED}\n$ curl -s http://127.0.0.1:8000/slow/?ms=1", 1):
            expected = "Waited 1 ms.\n" if command.text.startswith("curl") else command.expected
            page.run(Command(command.text, expected, command.line))
        server = page.running[0].process
        assert server.poll() is None
    assert server.returncode is not None
    assert not listens(page.port())
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
    with pytest.raises(ConsoleError, match=r"Show what 'uvicorn puddle\.asgi:application' prints"):
        run("$ uvicorn puddle.asgi:application")


def test_a_command_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is named with what to do, and is gone."""
    monkeypatch.setattr(terminal_module, "SECONDS", 0.5)
    nap = f"sleep 61.{os.getpid()}"  # Nobody else's on this machine.
    with pytest.raises(ConsoleError, match=rf"line 1: \$ {nap}\nIt did not end within 0.5 s"):
        run(f"$ {nap}")
    assert subprocess.run(["pgrep", "-fx", nap], capture_output=True).stdout == b""


def test_a_command_that_does_not_end_shows_what_it_and_the_server_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever waits in vain sees how far it came, and what the server says to it."""

    def impatient(self: Terminal, command: Command, text: str) -> str:
        monkeypatch.setattr(terminal_module, "SECONDS", 0.5)
        return finished(self, command, text)

    finished = Terminal.finished
    monkeypatch.setattr(Terminal, "finished", impatient)
    with pytest.raises(ConsoleError, match=r"(?s)did not end.*\nhalfway\nWhat 'uvicorn .*Uvicorn"):
        run(STARTED, "$ echo halfway; sleep 60")


DEAF = r"""
$ printf 'import signal\nasync def app(s, r, t): signal.signal(2, signal.SIG_IGN)\n' > deaf.py
$ uvicorn deaf:app
...
INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)
"""


def test_a_server_that_does_not_heed_ctrl_c_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page fails with what the server printed, and the server is gone all the same."""

    def impatient(self: Terminal, command: Command, expected: str) -> None:
        monkeypatch.setattr(terminal_module, "SECONDS", 0.5)
        interrupt(self, command, expected)

    interrupt = Terminal.interrupt
    monkeypatch.setattr(Terminal, "interrupt", impatient)
    complaint = r"(?s)It still runs after 0.5 seconds.\nWhat 'uvicorn deaf:app' printed:\n.*Uvicorn"
    with pytest.raises(ConsoleError, match=complaint):
        run(DEAF.strip(), "^C")


def test_a_second_server_on_the_same_port_says_what_it_says() -> None:
    """Two servers cannot share a port, and the page may show what the second one prints."""
    taken = "...\nERROR:    [Errno ...] error while attempting to bind on address (...): ..."
    assert run(STARTED, f"$ uvicorn puddle.asgi:application\n{taken}") == 2
    with pytest.raises(ConsoleError, match="address already in use"):
        run(STARTED, STARTED)


def test_two_servers_run_on_two_ports() -> None:
    """Each port that a page shows is another free one, the same in commands and their output."""
    other = STARTED.replace("application\n", "application --port 8001\n").replace("8000", "8001")
    ask = "$ curl -s http://127.0.0.1:{}/slow/?ms=1\nWaited 1 ms."
    assert run(STARTED, other, ask.format(8000), ask.format(8001)) == 4


def test_a_server_listens_on_a_socket() -> None:
    """A Unix socket that the command names is awaited like a port."""
    listening = "INFO:     Uvicorn running on unix socket puddle.sock (Press CTRL+C to quit)"
    start = f"$ uvicorn --uds puddle.sock puddle.asgi:application\n...\n{listening}"
    ask = "$ curl -s --unix-socket puddle.sock http://localhost/slow/?ms=1\nWaited 1 ms."
    assert run(start, ask) == 2


def test_a_job_is_signalled_and_awaited() -> None:
    """``&`` makes a job of a server or a client; kill and wait know it by its number."""
    ready = "[1] ...\n...running on http://127.0.0.1:8000 (Press CTRL+C to quit)"
    done = "...\nINFO:     Finished server process [...]"
    assert run(
        f"$ DEPTH=3 uvicorn puddle.asgi:application &\n{ready}",
        "$ curl -s http://127.0.0.1:8000/slow/?ms=300 &\n[2] ...",
        "$ wait %2\nWaited 300 ms.",
        f"$ kill %1\n$ wait %1\n{done}\n$ echo $?\n143",
    ) == 6  # fmt: skip
    with pytest.raises(ConsoleError, match="No job %3; a command that ends in & becomes one"):
        run("$ kill %3")


# The numbers of jobs, as they fall and rise; each `&` is followed by the number that bash gives.
JOBS = """\
$ sh -c 'echo began; exec sleep 50' &
[1] ...
began
$ sh -c 'echo began; exec sleep 51' &
[2] ...
began
$ kill %1
$ wait %1
$ sh -c 'echo began; exec sleep 52' &
[3] ...
began
$ kill %3
$ wait %3
$ sh -c 'echo began; exec sleep 53' &
[3] ...
began
$ kill -KILL %3
$ wait %3
$ kill %2
$ wait %2
$ sh -c 'echo began; exit 3' &
[1] ...
began
$ wait %1
$ sh -c 'echo began; exec sleep 54' &
[1] ...
began
$ kill %1
$ wait %1
"""


def numbers(text: str) -> list[str]:
    """Return the number of each job that a shell announces in ``text``."""
    return re.findall(r"^\[(\d+)\] (?:\d+|\.\.\.)$", text, re.MULTILINE)


def test_jobs_are_numbered_as_by_bash() -> None:
    """The numbers that pages show are those that bash gives; it also says how each job ended."""
    assert run(JOBS) == JOBS.count("$ ")
    typed = "".join(f"{command.text}\n" for command in commands_of(JOBS, 1)) + "wait %1\n"
    shell = ["script", "--quiet", "--command", "bash --norc --noprofile -i", "/dev/null"]
    done = subprocess.run(shell, input=typed, capture_output=True, text=True, timeout=60)
    assert numbers(done.stdout) == numbers(JOBS) == list("123311")
    assert "[1]+  Exit 3 " in done.stdout
    assert "wait: %1: no such job" in done.stdout


def test_a_job_is_waited_for_before_the_next() -> None:
    """Bash forgets a job that has ended, so the next number would depend on the reader's speed."""
    start = "$ sh -c 'echo began; exec sleep 60' &\n[1] ...\nbegan\n"
    with pytest.raises(ConsoleError, match=r"Type 'wait %1' first"):
        run(f"{start}$ kill %1\n{start}")
    with pytest.raises(ConsoleError, match="No job %1"):
        run(f"{start}$ kill %1\n$ wait %1\n$ wait %1")


def test_ctrl_c_needs_a_server() -> None:
    """Where no server runs, ``^C`` is refused."""
    with pytest.raises(ConsoleError, match="No server of this page runs any more"):
        run(f"{STARTED}\n^C\n...\n^C")


def test_a_configuration_is_given_free_ports(tmp_path: Path) -> None:
    """A server told by a file of deploy/ is awaited where that file, or what it includes, says."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "a.conf").write_text("http {\n    include b.conf;\n}\n")
    (tmp_path / "deploy" / "b.conf").write_text("listen 127.0.0.1:8080;\nlisten 8443 ssl;\n")
    assert list(addresses("nginx -p . -c deploy/a.conf", tmp_path)) == [8080, 8443]
    assert list(addresses("uvicorn --uds a.sock x:y", tmp_path)) == [tmp_path / "a.sock"]
    assert list(addresses("gunicorn -b 127.0.0.1:81 x:y", tmp_path)) == [81]
    assert list(addresses("supervisord -n unix://a.sock", tmp_path)) == [tmp_path / "a.sock"]
    assert list(addresses("uvicorn x:y", tmp_path)) == []


def test_what_leads_a_group_of_its_own_is_stopped() -> None:
    """What a server starts in a group of its own, as supervisord does, ends with the server."""
    code = (
        "import subprocess as s; print(s.Popen(['sleep', '60'], process_group=0).pid, flush=True)"
    )
    command = [sys.executable, "-c", f"{code}; s.Popen(['sleep', '60']).wait()"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        started = int(process.stdout.readline())
        stop_group(process)
    assert awaited(lambda: not runs(started))


def test_the_log_of_a_server_helps() -> None:
    """When a later command fails, what the server printed stands below it."""
    with pytest.raises(ConsoleError, match=r"What 'uvicorn .*' printed:\n(.*\n)*.*GET /now/"):
        run(STARTED, "$ curl -s http://127.0.0.1:8000/now/\nyesterday")


def test_pages_may_break_their_project() -> None:
    """A page works on a copy: the real files stay."""
    assert run("$ rm puddle/asgi.py\n$ ls puddle/asgi.py\nls: cannot access...") == 2
    assert (EXAMPLE_PROJECT / "puddle" / "asgi.py").exists()
