#!/usr/bin/env python3
"""Runs the command line: ``python -m explain_asgi``, or this file itself, as pre-commit does."""

import sys
from pathlib import Path

if not __package__:  # Run as a file: the package is the folder that it stands in.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from explain_asgi.cli import main

if __name__ == "__main__":
    sys.exit(main())
