import os

NAME = "DJANGO_SETTINGS_MODULE"


def before():
    os.environ[NAME] = "puddle.production"


def check_environment_wins(it):
    """What the environment names stays; where it names nothing, puddle.settings does."""
    assert os.environ[NAME] == "puddle.production", f"It is {os.environ[NAME]} now."
    del os.environ[NAME]
    exec(it.__source__, {})
    assert NAME in os.environ, "Where the environment named nothing, nothing is named still."
    assert os.environ[NAME] == "puddle.settings", f"The default is {os.environ[NAME]}."
