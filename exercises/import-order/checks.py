def check_application(it):
    """The file gives Django's handler the name that a server looks for: application."""
    kind = type(getattr(it, "application", None)).__name__
    assert kind == "ASGIHandler", f"application is of the type {kind}."


def check_model(it):
    """The file has the model Stone, too."""
    model = getattr(it, "Stone", None)
    assert model is not None, "There is no Stone in the file."
    assert model._meta.db_table == "pond_stone", f"Stone is {model!r}."
