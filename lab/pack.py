"""Packs the downloads of the lab. Runs in the very Pyodide that will read them (lab/pack.mjs).

Compiling is half of what a bare Pyodide does when it starts, and more of what Django's import
takes. So what every start and every run imports travels compiled, by this Python. The standard
library is parted: a zip of what Python itself imports when it starts, the modules that runs import
beside Django, and all sources in a file of their own, `library`, which is fetched when somebody
imports one of the others or asks for a source.
"""

import ast
import importlib._bootstrap_external as external  # type: ignore[import-not-found]
import importlib.util
import io
import json
import sys
import traceback
import zipfile
from pathlib import Path

Files = dict[str, bytes]

LAB = Path("/lab")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
LIBRARY = "/lib/python3.14"
DATE = (1980, 1, 1, 0, 0, 0)
# What a run of the pages imports, in one run: it says what travels compiled.
SESSION = """
import asyncio, json, puddle.asgi, puddle.wsgi, edit, entrypoints.websocket, inspect
import channels.testing, uvicorn.importer, concurrent.futures.thread, wsgiref.util, pprint
from by_hand.server import http_scope, serve
from django.core.management import call_command
from django.test import AsyncClient, Client
call_command("migrate", verbosity=0)
visitor = Client(SERVER_NAME="localhost")
for path in ("/", "/now/", "/whoami/", "/whoami-async/", "/slow/?ms=1", "/nowhere/"):
    visitor.get(path)
visitor.post("/stones/", {"x": 0.5, "y": 0.5, "weight": 3})
asyncio.run(serve(puddle.asgi.application, http_scope("/whoami/")))
asyncio.run(asyncio.to_thread(print))
"""
# The same for the explainer: a file with findings and edits, and files that are refused.
EXPLAINER = """
import json, lab_runtime.begin, lab_runtime.library
from explain_asgi import explain, explain_bytes
from explain_asgi.markup import for_page
wrong = "import os\\nfrom pool.models import Lane\\n" \
    "from django.core.asgi import get_asgi_application\\n" \
    "os.environ['DJANGO_SETTINGS_MODULE'] = 'pool.settings.dev'\\n" \
    "application = get_asgi_application()\\n"
for text in (wrong, "if", "print 'x'", "", "{{ project }}", "<<<<<<< HEAD\\n"):
    json.dumps(for_page(explain(text), ""))
    json.dumps(for_page(explain_bytes(text.encode()), ""))
explain_bytes(b"# coding: latin-1\\n\\xe4")
"""
# The lines of these show in the tracebacks that pages print whole.
SHOWN = (
    "asyncio/base_events",
    "asyncio/runners",
    "asyncio/tasks",
    "asyncio/timeouts",
    "concurrent/futures/_base",
    "concurrent/futures/thread",
    "contextlib",
    "importlib/__init__",
)
# Few pages import these: they are compiled there.
SELDOM = ("click", "django.db.migrations", "django.test.testcases", "h11", "sqlparse", "uvicorn")


def split(joined: bytes) -> Files:
    """Return the files of a bundle, as lab/bundle.py joined them."""
    line, _, content = joined.partition(b"\n")
    files, at = {}, 0
    for name, size in json.loads(line):
        files[name] = content[at : at + size]
        at += size
    return files


def joined(files: Files) -> bytes:
    """Return ``files`` as one, neighbours of one kind."""
    names = sorted(files, key=lambda name: (name.rpartition(".")[2], name))
    index = json.dumps([[name, len(files[name])] for name in names])
    return index.encode() + b"\n" + b"".join(files[name] for name in names)


def compiled(source: bytes, name: str) -> bytes:
    """Return what Python would cache of ``source``; it is used without a look at the source."""
    code = compile(source, name, "exec", dont_inherit=True)
    return bytes(external._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def of_library(path: str, source: bytes) -> bytes:
    """Return a compiled module of the standard library, without docstrings, as ``python -OO``.

    They are a fifth of it. Assertions stay. Pyodide's own modules work with theirs.
    """
    tree = ast.parse(source)
    if not path.startswith(("pyodide", "_pyodide")):
        for node in ast.walk(tree):
            if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                node.body[:1] = [] if len(node.body) > 1 else [ast.Pass(lineno=1, col_offset=0)]
    code = compile(tree, f"{LIBRARY}/{path}", "exec", dont_inherit=True)
    return bytes(external._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def module(path: str) -> str:
    """Return the name of the module that a file holds."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def cached(path: str, source: bytes) -> dict[str, bytes]:
    """Return what Python would put into ``__pycache__`` for a file below ``LIBRARY``."""
    folder, _, file = path.rpartition("/")
    cache = f"{folder}/__pycache__/{file.removesuffix('.py')}.cpython-314.pyc"
    return {cache: compiled(source, f"{LIBRARY}/{path.removeprefix('library/')}")}


def bundle(files: Files, sources: Files, names: set[str]) -> Files:
    """Return a bundle: all of ``files``, and compiled those files and sources among ``names``."""
    packed = dict(files)
    for path, source in sources.items():
        if path.startswith(SHOWN) and "site-packages/django/__init__.py" in files:
            packed[f"library/{path}"] = source
        if module(path) in names:
            packed[f"library/{path}c"] = of_library(path, source)
    for path, source in files.items():
        name = path.removeprefix("site-packages/")
        if name != path and path.endswith(".py") and module(name) in names:
            packed |= cached(path, source)
    return packed


def start_zip(sources: Files, names: set[str], runtime: Path) -> bytes:
    """Return the zip that Python starts with: what it imports then, and the lab's own modules."""
    whole = io.BytesIO()
    absent = sorted(module(path) for path in sources if module(path) not in names)
    with zipfile.ZipFile(whole, "w") as archive:
        for path, source in sources.items():
            if module(path) in names:
                add(archive, f"{path}c", of_library(path, source))
        for own in sorted(runtime.glob("*.py")):
            add(archive, f"{runtime.name}/{own.name}c", compiled(own.read_bytes(), str(own)))
        add(archive, f"{runtime.name}/names.txt", "\n".join(absent).encode())
    return whole.getvalue()


def add(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    """Add a file, always with the same date."""
    archive.writestr(zipfile.ZipInfo(path, DATE), data, zipfile.ZIP_DEFLATED, 9)


def prepare() -> str:
    """Leave a bundle with nothing compiled; return the modules that it takes to unpack one."""
    (LAB / "bundle").write_bytes((LAB / "files").read_bytes())
    (LAB / "lab_runtime/names.txt").touch()
    importlib.import_module("lab_runtime.library")
    return json.dumps(sorted(sys.modules))


def run_session(at_start: str, session: str) -> str:
    """Run what pages run; return the modules there are at the start and at the end, as JSON."""
    try:
        exec(session, {"__name__": "__main__"})
    except BaseException as error:  # Pyodide tells JavaScript no more than its type.
        return json.dumps({"error": "".join(traceback.format_exception(error))})
    return json.dumps({"start": json.loads(at_start), "end": sorted(sys.modules)})


def main() -> None:
    """Pack what lies in /lab: *.files, what each imports in *.json, and Python's own zip."""
    with zipfile.ZipFile(LAB / "python_stdlib.zip") as old:
        sources = {path: old.read(path) for path in sorted(old.namelist()) if path.endswith(".py")}
    start: set[str] = set()
    for path in sorted(LAB.glob("*.files")):
        names = json.loads(path.with_suffix(".json").read_text())
        start |= set(names["start"])
        of_runs = {name for name in names["end"] if not name.startswith(SELDOM)}
        whole = bundle(split(path.read_bytes()), sources, of_runs - set(names["start"]))
        path.with_suffix(".packed").write_bytes(joined(whole))
    zipped = start_zip(sources, start, LAB / "lab_runtime")
    (LAB / "python_stdlib.packed").write_bytes(zipped)
    (LAB / "library.packed").write_bytes(joined(sources))
