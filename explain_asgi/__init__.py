"""Explains any ``asgi.py``, line by line: what each statement does, and what goes wrong.

It reads the text and never imports or runs it. Standard library only, Python 3.11 or newer.

>>> from explain_asgi import explain
>>> explanation = explain("from django.core.agsi import get_asgi_application")
>>> [(finding.rule, finding.line) for finding in explanation.findings]
[('import-misspelt', 1)]
"""

from explain_asgi.engine import explain, explain_bytes
from explain_asgi.fixing import applied, fixed
from explain_asgi.model import Edit, Explanation, Finding, Refusal, Statement

__all__ = [
    "Edit",
    "Explanation",
    "Finding",
    "Refusal",
    "Statement",
    "applied",
    "explain",
    "explain_bytes",
    "fixed",
]
