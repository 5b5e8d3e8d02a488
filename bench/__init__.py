"""Measures servers by running them; what it found is kept in ``bench/results/``."""
