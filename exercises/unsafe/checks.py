import os


def check_application(it):
    """The file gives Django's handler the name that a server looks for: application."""
    kind = type(getattr(it, "application", None)).__name__
    assert kind == "ASGIHandler", f"application is of the type {kind}."


def check_guard(it):
    """A query on the event loop still raises: nothing switches the guard off."""
    on = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    assert not on, f"DJANGO_ALLOW_ASYNC_UNSAFE is {on!r}."
