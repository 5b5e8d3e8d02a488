"""Makes this interpreter one that explains files, and holds nothing else."""

import json
from collections.abc import Callable
from typing import Any

from lab_runtime import library
from lab_runtime.begin import LAB, PLACES


def start(fetch: Callable[[], Any]) -> Callable[[Any, str, str], str]:
    """Unpack the bundle; return what explains. ``fetch`` gets the rest of Python, for odd files."""
    bundle = LAB / "bundle"
    library.unpack(bundle.read_bytes(), PLACES)
    bundle.unlink()
    library.install(lambda: fetch().to_py().tobytes())
    from explain_asgi import explain, explain_bytes
    from explain_asgi.markup import for_page

    def explained(given: Any, filename: str, base: str) -> str:
        """Explain a text, or the bytes of a file; return JSON."""
        if isinstance(given, str):
            return json.dumps(for_page(explain(given, filename=filename), base))
        return json.dumps(for_page(explain_bytes(given.to_bytes(), filename=filename), base))

    return explained
