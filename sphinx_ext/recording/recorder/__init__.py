"""The program that records: it runs in a Python of its own, beside the example project."""
