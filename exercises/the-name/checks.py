def check_application(it):
    """The file gives Django's handler the name that a server looks for: application."""
    kind = type(getattr(it, "application", None)).__name__
    assert kind == "ASGIHandler", f"application is of the type {kind}."


def check_settings(it):
    """Django has read puddle.settings."""
    from django.conf import settings

    assert settings.ROOT_URLCONF == "puddle.urls", "Other settings were read."
