"""``python -m bench.reference``: ask the servers for their scopes, events and options."""

from bench.reference import options, scopes
from bench.reference.results import OPTIONS, SCOPES, write

if __name__ == "__main__":
    write(options.asked(), OPTIONS)
    write(scopes.asked(), SCOPES)
