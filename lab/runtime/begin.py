"""Makes this interpreter look like a new ``python`` started in ``example_project/``."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab_runtime import library

HOME = Path("/home/you")
LAB = Path("/lab")
PLACES = {
    "example_project": HOME / "example_project",
    "library": library.FOLDER,
    "site-packages": library.FOLDER / "site-packages",
}
ENVIRONMENT = {"HOME": str(HOME), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def start(
    fetch: Callable[[], Any],
    arm: Callable[[bool], None] = lambda on: None,
    sleep: Callable[[float], None] | None = None,
) -> Any:
    """Unpack the bundle and stand in the example project; return a runner of blocks.

    ``fetch`` gets the rest of Python, ``arm`` starts and ends the samples of `budget`, ``sleep``
    sleeps where the browser can.
    """
    began = time.monotonic()
    bundle = LAB / "bundle"
    library.unpack(bundle.read_bytes(), PLACES)
    bundle.unlink()
    library.install(lambda: fetch().to_py().tobytes())
    runner = _in_the_project(arm, sleep)
    runner.prompt.budget.began_in(time.monotonic() - began)
    return runner


def _in_the_project(arm: Callable[[bool], None], sleep: Callable[[float], None] | None) -> Any:
    # What these import has come with the bundle.
    from lab_runtime import primitives

    primitives.install()  # Before anything else imports what it replaces.
    from lab_runtime import loops, processes, switching
    from lab_runtime.runner import Runner

    if sleep:
        switching.now.sleep = sleep
    loops.install()
    processes.install()
    os.chdir(HOME / "example_project")
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    sys.path[:] = ["", *(path for path in sys.path if path not in ("", str(LAB)))]
    sys.argv[:] = [""]
    sys.executable = "/usr/bin/python3"
    return Runner(arm)
