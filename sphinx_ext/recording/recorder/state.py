"""What a Django process has so far, and how it differs after some code has run.

Part of the recorder, and runs in its process.
"""

import os
import sys
import time
from collections import Counter
from typing import Any

Json = dict[str, Any]


def state() -> Json:
    """Return what a Django process has so far; asking must not import Django."""
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    apps = getattr(sys.modules.get("django.apps"), "apps", None)
    return {
        "environ": os.environ.get("DJANGO_SETTINGS_MODULE"),
        "settings": settings is not None and settings.configured,
        "apps": getattr(apps, "ready", False),
        "modules": set(sys.modules),
    }


def changes(before: Json, after: Json) -> Json:
    """Return how ``after`` differs: value of the variable, settings, apps, modules by package."""
    new = after["modules"] - before["modules"]
    differs = {key for key in ("environ", "settings", "apps") if after[key] != before[key]}
    packages = Counter(name.partition(".")[0] for name in new)
    return {
        **{key: after[key] for key in differs},
        "modules": len(new),
        # Not most_common(), which imports a module of its own.
        "packages": sorted(packages.items(), key=lambda item: (-item[1], item[0]))[:4],
    }


def milliseconds(since: float) -> float:
    """Return the time passed since ``since``, in milliseconds."""
    return round((time.perf_counter() - since) * 1000, 3)


def last_line(error: BaseException) -> str:
    """Return the last line of the traceback that Python prints for ``error``."""
    import traceback

    return traceback.format_exception_only(error)[-1].strip()


def outcome(error: BaseException) -> Json:
    """Return ``error`` as the name of its class and the last line of its traceback."""
    return {"raises": type(error).__name__, "error": last_line(error)}
