"""What the reference pages list: the scopes and events of every server, and its options.

``python -m bench.reference`` asks; ``bench/results/`` keeps ``scopes.json`` and ``options.json``.
"""
