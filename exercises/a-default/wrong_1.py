import os

os.environ.get("DJANGO_SETTINGS_MODULE", "puddle.settings")
