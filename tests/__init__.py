"""The tests; each file is named after the thing it guards."""
