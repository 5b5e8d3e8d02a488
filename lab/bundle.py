"""Collects what the lab imports: Django and its company, and the example project.

``python lab/bundle.py FOLDER`` writes three files there: ``django-VERSION.files`` from the very
packages this environment has installed, another with the newest Django (lab/newest.txt), and
``explain.files`` with the explainer alone. lab/build.mjs has Pyodide pack them. The same input
gives the same bytes.
"""

import gzip
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEWEST = ROOT / "lab" / "newest.txt"

# Daphne's part is what `channels.testing` imports; Uvicorn's are the parts without a socket.
COMPANY = ["asgiref", "sqlparse", "channels", "dj-database-url", "uvicorn", "click", "h11"]
DAPHNE = ("daphne/__init__.py", "daphne/testing.py")
# What no page imports: databases and framework parts that need C libraries, pictures, scripts,
# what writes to a terminal, and what needs a socket.
LEFT_OUT = (
    "click/_termui_impl.py",
    "click/_winconsole.py",
    "click/shell_completion.py",
    "click/testing.py",
    "django/conf/app_template/",
    "django/conf/project_template/",
    "django/contrib/admin/static/",
    "django/contrib/admindocs/",
    "django/contrib/gis/",
    "django/contrib/flatpages/",
    "django/contrib/humanize/",
    "django/contrib/postgres/",
    "django/contrib/redirects/",
    "django/contrib/sitemaps/",
    "django/contrib/syndication/",
    "django/core/management/commands/compilemessages.py",
    "django/core/management/commands/makemessages.py",
    "django/db/backends/mysql/",
    "django/db/backends/oracle/",
    "django/db/backends/postgresql/",
    "uvicorn/protocols/http/httptools_impl.py",
    "uvicorn/protocols/http/zttp",
    "uvicorn/protocols/websockets/ws",
    "uvicorn/protocols/websockets/websockets_",
    "uvicorn/workers.py",
)
# Django's list of common passwords is 80 kB of noise to any packer; its beginning will do.
PASSWORDS = "django/contrib/auth/common-passwords.txt.gz"
LEFT_OUT_SUFFIXES = {".mo", ".po", ".pyc", ".so", ".typed"}
# Time zones come from the operating system elsewhere; Django needs one. The format is RFC 9636.
_BODY = struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
_HEAD = b"TZif2" + bytes(15)
UTC = _HEAD + _BODY + _HEAD + _BODY + b"\nUTC0\n"

Files = Iterator[tuple[str, bytes]]


def wanted(name: str) -> bool:
    """Return whether a file of a distribution goes into the bundle."""
    path = Path(name)
    if path.parts[0] == ".." or path.parts[0].endswith(".dist-info"):
        return False
    if name == "django/contrib/admin/static/admin/css/base.css":  # Pages ask for this one.
        return True
    if name.startswith("django/conf/locale/"):  # English is what the others fall back to.
        return path.parts[3] in ("__init__.py", "en")
    return path.suffix not in LEFT_OUT_SUFFIXES and not name.startswith(LEFT_OUT)


def installed(package: str) -> Files:
    """Yield the wanted files of an installed distribution."""
    for file in distribution(package).files or []:
        if wanted(str(file)):
            yield str(file), Path(str(file.locate())).read_bytes()


def in_wheel(wheel: Path) -> Files:
    """Yield the wanted files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith("/") and wanted(name):
                yield name, archive.read(name)


def shorter(files: Files) -> Files:
    """Yield ``files``, of the list of common passwords the first thousand."""
    for name, data in files:
        if name == PASSWORDS:
            lines = gzip.decompress(data).splitlines(keepends=True)[:1000]
            data = gzip.compress(b"".join(lines), mtime=0)
        yield name, data


def company() -> Files:
    """Yield what both bundles hold beside Django."""
    for package in COMPANY:
        yield from installed(package)
    yield from ((name, data) for name, data in installed("daphne") if name in DAPHNE)
    yield from recorder()
    yield "tzdata/__init__.py", b""
    yield "tzdata/zoneinfo/__init__.py", b""
    yield "tzdata/zoneinfo/UTC", UTC


def example_project() -> Files:
    """Yield the files of the example project, as a page finds them."""
    folder = ROOT / "example_project"
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        hidden = any(part == "__pycache__" or part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and not path.name.startswith("db.sqlite3"):
            yield name.as_posix(), path.read_bytes()


def recorder() -> Files:
    """Yield the part of the site's recorder that plays a connection without a socket."""
    for name in ("__init__", "notes", "play", "words"):
        path = f"sphinx_ext/recording/recorder/{name}.py"
        yield path, (ROOT / path).read_bytes()


def explainer() -> Files:
    """Yield the explainer, without its command line; it needs nothing but Python."""
    for path in sorted((ROOT / "explain_asgi").rglob("*.py")):
        if path.name not in ("__main__.py", "cli.py", "finding_files.py", "report.py"):
            yield path.relative_to(ROOT).as_posix(), path.read_bytes()


def under(folder: str, files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return ``files`` with names below ``folder``."""
    return {f"{folder}/{name}": data for name, data in files}


def joined(files: dict[str, bytes]) -> bytes:
    """Return ``files`` as one: a line of JSON with names and sizes, then all bytes in order."""
    names = sorted(files)
    index = json.dumps([[name, len(files[name])] for name in names])
    return index.encode() + b"\n" + b"".join(files[name] for name in names)


def newest(folder: Path) -> Path:
    """Return the wheel of the newest Django, downloaded once, with the hash that is pinned."""
    pin = NEWEST.read_text().splitlines()[-1].split()[0].removeprefix("django==")
    wheel = folder / f"django-{pin}-py3-none-any.whl"
    if not wheel.exists():
        options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", *options]
        python = ["--python-version", "3.14", "--dest", str(folder), "-r", str(NEWEST)]
        subprocess.run([*command, *python], check=True)
    return wheel


def main(folder: Path) -> None:
    """Write the bundles into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = newest(folder)
    djangos = {
        distribution("django").version: shorter(installed("django")),
        wheel.name.split("-")[1]: shorter(in_wheel(wheel)),
    }
    common = under("site-packages", company()) | under("example_project", example_project())
    for old in folder.glob("*.files"):
        old.unlink()
    for version, files in djangos.items():
        content = joined(common | under("site-packages", files))
        (folder / f"django-{version}.files").write_bytes(content)
    (folder / "explain.files").write_bytes(joined(under("site-packages", explainer())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
