"""The rest of the standard library: fetched when somebody imports it or asks for its source.

What Python starts with holds only compiled modules, and only those that runs import; see
lab/pack.py.
"""

import importlib.abc
import importlib.machinery
import inspect
import json
import linecache
import pkgutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from compression import zstd  # type: ignore[import-not-found]

FOLDER = Path("/lib/python3.14")
ZIP = "/lib/python314.zip"
ZSTD = b"\x28\xb5\x2f\xfd"  # How a file begins that is compressed.


def unpack(packed: bytes, places: dict[str, Path]) -> None:
    """Write the files of a packed bundle; ``places`` says where its top folders go."""
    whole = memoryview(zstd.decompress(packed) if packed[:4] == ZSTD else packed)
    end = bytes(whole[:400_000]).index(b"\n")
    at, made = end + 1, set()
    for name, size in json.loads(bytes(whole[:end])):
        top, _, rest = name.partition("/")
        path = places[top] / rest if top in places else places[""] / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(whole[at : at + size])
        at += size


class Rest(importlib.abc.MetaPathFinder):
    """Finds modules of the standard library that have not been downloaded, and downloads them.

    It knows the names of all: not every `import` of something that is not there may cost that.
    """

    def __init__(self, fetch: Callable[[], bytes], names: frozenset[str]) -> None:
        self.fetch = fetch
        self.names = names

    def have(self) -> None:
        """Download the rest, once."""
        if not (FOLDER / "abc.py").exists():
            unpack(self.fetch(), {"": FOLDER})
            importlib.invalidate_caches()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find ``name`` among the rest, if it is there."""
        if name not in self.names:
            return None
        folders = [each.replace(ZIP, str(FOLDER)) for each in path or [ZIP]]
        find = importlib.machinery.PathFinder.find_spec
        spec = find(name, folders, target)
        if spec is None:
            try:
                self.have()
            except OSError:
                return None
            spec = find(name, folders, target)
        return spec


def names() -> frozenset[str]:
    """Return the names of the modules that Python does not start with; lab/pack.py wrote them."""
    text = pkgutil.get_data("lab_runtime", "names.txt")
    return frozenset(text.decode().split()) if text else frozenset()


def install(fetch: Callable[[], bytes]) -> None:
    """Have the rest fetched by ``fetch`` as soon as it is needed."""
    rest = Rest(fetch, names())
    sys.meta_path.append(rest)
    sourcefile = inspect.getsourcefile

    def getsourcefile(object: Any) -> str | None:
        file = inspect.getfile(object)
        if file.startswith((f"{FOLDER}/", ZIP)) and "site-packages" not in file:
            rest.have()
            linecache.checkcache()
            file = file.replace(ZIP, str(FOLDER)).removesuffix("c")
            return file if Path(file).exists() else None
        return sourcefile(object)

    inspect.getsourcefile = getsourcefile
