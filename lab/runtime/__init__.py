"""Gives the browser's one thread CPython's semantics, and runs the blocks of the pages in it.

`begin.start` makes a bare Pyodide the interpreter that the pages assume.
"""
