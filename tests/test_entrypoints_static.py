"""Guards entrypoints/static.py: the files of the apps, served for development."""

import pytest

from bench.servers import ASGI_SERVERS, Server, started
from tests.asking import asked
from tests.pond_fixtures import PROJECT

STYLE = "/static/admin/css/base.css"


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_static_files_are_served(server: Server) -> None:
    """The admin's style is there, and everything else is Django's."""
    with started(server, PROJECT, target="entrypoints.static:application") as run:
        style = asked(run, STYLE)
        assert (style.status, style.headers.get_content_type()) == (200, "text/css")
        assert asked(run, "/static/nowhere.css").status == 404
        assert asked(run, "/now/").status == 200
    with started(server, PROJECT) as plain:
        assert asked(plain, STYLE).status == 404
