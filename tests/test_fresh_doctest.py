"""The doctests of the pages run each group in a Python of its own, and fail where they should."""

import os
import re
import time
from pathlib import Path

import pytest

from tests.conftest import SmallSite

DJANGO_STARTED = """
>>> import puddle.asgi
>>> from django.apps import apps
>>> apps.ready
True
"""
NOTHING_STARTED = """
>>> import os, sys
>>> "django" in sys.modules, "DJANGO_SETTINGS_MODULE" in os.environ
(False, False)
"""


def summary(output: str) -> str:
    """Return what follows the heading of the summary."""
    return output.split("===============")[-1]


def test_pages_do_not_see_each_other(small_site: SmallSite) -> None:
    """A page that starts Django leaves nothing to the pages before and after it."""
    small_site.page("index", ".. toctree::\n\n   a\n   b\n   c\n")
    small_site.page("a", NOTHING_STARTED)
    small_site.page("b", DJANGO_STARTED)
    small_site.page("c", NOTHING_STARTED)
    for _ in range(2):
        code, output = small_site.build("doctest")
        assert code == 0, output
        assert "7 tests" in summary(output)


def test_groups_do_not_see_each_other(small_site: SmallSite) -> None:
    """Two groups of one page share neither names nor files; blocks of one group do."""
    small_site.page(
        "index",
        """
        .. doctest:: first

           >>> import os
           >>> stone = "thrown"
           >>> os.remove("manage.py")

        .. doctest:: second

           >>> stone
           Traceback (most recent call last):
             ...
           NameError: name 'stone' is not defined
           >>> import os
           >>> os.path.exists("manage.py")
           True

        .. doctest:: first

           >>> stone, os.path.exists("manage.py")
           ('thrown', False)
        """.replace("\n        ", "\n"),
    )
    code, output = small_site.build("doctest")
    assert code == 0, output
    assert (small_site.root / "example_project" / "manage.py").exists()


def test_a_group_starts_like_a_python_in_the_example_project(small_site: SmallSite) -> None:
    """The working folder, the path, the arguments and the module name are those of a prompt."""
    small_site.page(
        "index",
        """
>>> import os, sys
>>> os.path.basename(os.getcwd()), sys.path[0], sys.argv, __name__
('example_project', '', [''], '__main__')
>>> [path for path in sys.path[1:] if path.endswith("example_project")]
[]
>>> sys.stdin.read()
''
""",
    )
    code, output = small_site.build("doctest")
    assert code == 0, output


def test_testcode_and_exceptions_work(small_site: SmallSite) -> None:
    """Sphinx's own directives keep their meaning, exceptions in ``testoutput`` too."""
    small_site.page(
        "index",
        """
.. testcode::

   for stone in range(2):
       print("stone", stone)

.. testoutput::

   stone 0
   stone 1

.. testcode::

   raise LookupError("no pond")

.. testoutput::

   Traceback (most recent call last):
     ...
   LookupError: no pond
""",
    )
    code, output = small_site.build("doctest")
    assert code == 0, output
    assert "2 tests" in summary(output)


def test_wrong_output_is_shown_with_its_place(small_site: SmallSite) -> None:
    """A wrong answer fails, names the page and the example's own line, and shows both texts."""
    small_site.page(
        "index", ">>> 6 * 7\n41\n\n.. doctest:: second\n\n   >>> 1\n   1\n   >>> 2\n   3"
    )
    code, output = small_site.build("doctest")
    assert code != 0
    assert 'File "index.rst", line 4, in default' in output
    assert "Expected:\n    41\nGot:\n    42" in output
    assert 'File "index.rst", line 11, in second' in output
    assert "2 failures in tests" in summary(output)


def test_the_text_of_an_error_counts(small_site: SmallSite) -> None:
    """The same class with another text is another error."""
    small_site.page(
        "index",
        """
>>> raise ValueError("not websocket")
Traceback (most recent call last):
  ...
ValueError: not lifespan
""",
    )
    code, output = small_site.build("doctest")
    assert code != 0
    assert "ValueError: not websocket" in output


def test_an_unexpected_error_fails(small_site: SmallSite) -> None:
    """A doctest that raises something else than it says fails."""
    small_site.page(
        "index",
        """
>>> {}["stone"]
Traceback (most recent call last):
  ...
IndexError: 'stone'
""",
    )
    code, output = small_site.build("doctest")
    assert code != 0
    assert "KeyError: 'stone'" in output


def test_a_python_that_dies_is_a_failure(small_site: SmallSite) -> None:
    """A group whose Python ends without a word fails, and the other groups still run."""
    small_site.page(
        "index",
        ".. doctest:: dies\n\n   >>> import os; os._exit(3)\n\n>>> 1 + 1\n2",
    )
    code, output = small_site.build("doctest", "-D", "doctest_group_seconds=10")
    assert code != 0
    assert "The group 'dies' ended its Python with exit code 3." in output
    assert "2 tests" in summary(output)


def test_an_endless_group_is_stopped(small_site: SmallSite) -> None:
    """A group that never ends is stopped and named."""
    small_site.page("index", ">>> while True: pass")
    code, output = small_site.build("doctest", "-D", "doctest_group_seconds=1")
    assert code != 0
    assert "The group 'default' was stopped after 1 seconds." in output


def test_what_a_failing_group_wrote_to_the_terminal_is_shown(small_site: SmallSite) -> None:
    """Log lines and the output of programs help to understand a failure."""
    small_site.page("index", '>>> import os; _ = os.system("echo from the depth >&2")\n>>> 1\n2')
    code, output = small_site.build("doctest")
    assert code != 0
    assert "What it wrote to the terminal:\nfrom the depth" in output


def test_groups_run_side_by_side(
    small_site: SmallSite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two groups that wait for each other both end."""
    meet = str(tmp_path_factory.mktemp("meet"))
    group = (
        ".. doctest:: {0}\n\n   >>> import pathlib, time\n"
        "   >>> pathlib.Path({2!r}, '{0}').touch()\n"
        "   >>> while not pathlib.Path({2!r}, '{1}').exists(): time.sleep(0.01)\n\n"
    )
    small_site.page("index", group.format("a", "b", meet) + group.format("b", "a", meet))
    code, output = small_site.build("doctest", "-D", "doctest_group_seconds=20")
    assert code == 0, output


def test_nothing_of_this_machine_reaches_a_page(
    small_site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables of the shell, files of the developer and the repository itself stay outside."""
    names = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "UVICORN_LIFESPAN")
    for name in names:
        monkeypatch.setenv(name, "sqlite:////nowhere")
    monkeypatch.setenv("PYTHONPATH", str(small_site.root))
    for file in (".env", "db.sqlite3"):
        (small_site.root / "example_project" / file).touch()
    small_site.page(
        "index",
        f"""
>>> import importlib.util, os
>>> [name for name in {(*names, "PYTHONPATH")} if name in os.environ]
[]
>>> importlib.util.find_spec("conf")
>>> [file for file in os.listdir() if file.startswith((".", "db"))]
[]
""",
    )
    code, output = small_site.build("doctest")
    assert code == 0, output


def test_what_an_example_starts_ends_with_its_group(small_site: SmallSite, tmp_path: Path) -> None:
    """A process that an example leaves running is stopped."""
    note = tmp_path / "pid"
    start = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)"
    )
    small_site.page("index", f">>> {start}\n>>> _ = open({str(note)!r}, 'w').write(str(p.pid))")
    code, output = small_site.build("doctest")
    assert code == 0, output
    end = time.monotonic() + 20
    while is_running(int(note.read_text())):
        assert time.monotonic() < end, "The process is still there."
        time.sleep(0.02)  # Between two looks at a condition.


def is_running(pid: int) -> bool:
    """Return whether the process is there, and more than an entry that waits to be collected."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
    return not re.search(r"^State:\s+Z", status, re.MULTILINE)
