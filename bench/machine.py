"""Where and with what a measurement is made, in words that fit every machine."""

import datetime
import os
import platform
import re
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

MEASURED = (
    "Django",
    "asgiref",
    "channels",
    "daphne",
    "granian",
    "gunicorn",
    "Hypercorn",
    "uvicorn",
)


def conditions() -> dict[str, Any]:
    """Return what every file of results begins with."""
    return {
        "versions": {name.lower(): version(name) for name in MEASURED},
        "machine": {
            "cores": os.cpu_count(),
            "processor": processor(),
            "system": system(),
            "python": platform.python_version(),
        },
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


def processor() -> str:
    """Return the family of the processor, such as ``AMD EPYC``, without its model and clock."""
    with suppress(OSError):
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        if found:
            return re.sub(r"\((R|TM)\)|( \d[\w-]*)? \d+-Core.*| CPU| Processor| @.*", "", found[1])
    return platform.machine()


def system() -> str:
    """Return the system, such as ``Debian GNU/Linux 12 (bookworm)``."""
    with suppress(OSError):
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    return platform.system()
