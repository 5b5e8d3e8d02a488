"""The pages that ``make bench-lab`` compares: the site's own, and what others publish.

Everything comes from npm and PyPI, once, and is served from this machine.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from typing import Any

from sphinx_ext.workspace import ROOT

PYODIDE = ROOT / "lab" / "node_modules" / "pyodide"
TOOLS = Path(sys.executable).parent
NODE = TOOLS / "node"

# What is compared with, exactly; `try_examples` takes the Pyodide of this site, to compare like
# with like, and the packages that its kernel needs.
PYTHON_PACKAGES = ("jupyterlite-sphinx==0.23.0", "jupyterlite-pyodide-kernel==0.8.6")
KERNEL_NEEDS = ("ipython", "jedi", "micropip", "packaging")
NOT_IN_PYODIDE = "comm==0.2.3"
NPM_PACKAGES = ("jquery@3.7.1", "jquery.terminal@2.46.0")
TRY_CONF = """\
extensions = ["jupyterlite_sphinx"]
jupyterlite_dir = "."
jupyterlite_config = "lite.json"
"""
TRY_PAGE = """\
Try it
======

.. try_examples::
   :height: 600px

   >>> 1 + 1
   2
"""


def prepare(pages: Path) -> None:
    """Set the pages up; what others publish is fetched once."""
    pages.mkdir(parents=True, exist_ok=True)
    for name, folder in (("lab", ROOT / "build" / "html"), ("pyodide", PYODIDE)):
        (pages / name).unlink(missing_ok=True)
        (pages / name).symlink_to(folder)
    if not (pages / "console" / "ready").exists():
        prepare_console(pages / "console")
    if not (pages / "try_examples" / "index.html").exists():
        prepare_try_examples(pages / "try_examples", pages / "try")


def prepare_console(folder: Path) -> None:
    """Copy Pyodide with its console, whose libraries come from npm and not from their CDN."""
    shutil.copytree(PYODIDE, folder, dirs_exist_ok=True)
    command = [str(TOOLS / "npm"), "install", "--silent", "--prefix", str(folder), *NPM_PACKAGES]
    subprocess.run(command, check=True, env=found_first(TOOLS))
    page = folder / "console.html"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"https://cdn\S+/jquery@[\d.]+", "node_modules/jquery/dist/jquery.min.js", text)
    text = re.sub(r"https://cdn\S+/jquery\.terminal@[\d.]+", "node_modules/jquery.terminal", text)
    page.write_text(text, encoding="utf-8")
    (folder / "ready").touch()


def prepare_try_examples(html: Path, work: Path) -> None:
    """Build a page with one ``try_examples``, in an environment of its own."""
    shutil.rmtree(work, ignore_errors=True)
    venv.create(work / "venv", with_pip=True)
    python = work / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *PYTHON_PACKAGES], check=True)
    wheels = work / "wheels"
    download = [*pip, "download", "--no-deps", "--python-version=3.14", "--only-binary=:all:"]
    subprocess.run([*download, f"--dest={wheels}", *kernel_packages()], check=True)
    subprocess.run([*download, f"--dest={work / 'piplite'}", NOT_IN_PYODIDE], check=True)
    archive = pack_pyodide(work, wheels)
    docs = work / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(TRY_CONF)
    (docs / "index.rst").write_text(TRY_PAGE)
    extra = list(map(str, (work / "piplite").glob("*.whl")))
    config = {
        "PyodideAddon": {"pyodide_url": str(archive)},
        "PipliteAddon": {"piplite_urls": extra},
    }
    (docs / "lite.json").write_text(json.dumps(config))
    command = [str(python), "-m", "sphinx", "-q", "-b", "html", str(docs), str(html)]
    subprocess.run(command, check=True, env=found_first(python.parent))


def found_first(folder: Path) -> dict[str, str]:
    """Return an environment in which the programs of ``folder`` come first."""
    return os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}


def lock() -> dict[str, Any]:
    """Return what Pyodide says about the packages that fit it."""
    known: dict[str, Any] = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))
    return known


def kernel_packages() -> list[str]:
    """Return what the kernel needs of them, pinned."""
    packages, found, wanted = lock()["packages"], [], list(KERNEL_NEEDS)
    while wanted:
        package = packages[wanted.pop().lower().replace("_", "-")]
        pin = f"{package['name']}=={package['version']}"
        if pin not in found:
            found.append(pin)
            wanted += package["depends"]
    return sorted(found)


def pack_pyodide(work: Path, wheels: Path) -> Path:
    """Return an archive of Pyodide with these packages, as its own releases are."""
    folder = work / "pyodide"
    shutil.copytree(PYODIDE, folder, dirs_exist_ok=True)
    known = lock()
    for package in known["packages"].values():
        wheel = wheels / package["file_name"]
        if wheel.exists():
            # Pyodide has built some of them anew; PyPI's hold the same Python.
            package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
            shutil.copy(wheel, folder)
    (folder / "pyodide-lock.json").write_text(json.dumps(known), encoding="utf-8")
    archive = work / "pyodide.tar.bz2"
    with tarfile.open(archive, "w:bz2", compresslevel=1) as opened:
        opened.add(folder, "pyodide")
    return archive
