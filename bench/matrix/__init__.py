"""The server matrix: one question after another, put to every server, answered by what it does.

``python -m bench.matrix`` asks; ``bench/results/servers.json`` keeps the answers and their runs.
"""
