"""Guards the files of deploy/nginx: nginx accepts them, and serves the pond through them."""

import re
import shutil
from collections.abc import Iterator

import pytest

from sphinx_ext.console.commands import ConsoleError, commands_of
from sphinx_ext.console.terminal import Terminal, open_terminal
from tests.conftest import missing
from tests.pond_fixtures import PROJECT

NGINX = PROJECT / "deploy/nginx"
SERVED = ["puddle.conf", "tls.conf", "two-servers.conf"]
CERTIFICATE = (
    "$ openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=localhost"
    " -addext subjectAltName=DNS:localhost 2> openssl.log"
)
START = """\
$ python manage.py migrate --verbosity 0
$ uvicorn entrypoints.websocket:application --port 8000 > uvicorn.log 2>&1
$ nginx -p . -e stderr -c deploy/nginx/nginx.conf 2> nginx.log"""
CHECK = """\
$ nginx -t -p . -e stderr -c deploy/nginx/nginx.conf 2>&1 | tail -n 1
nginx: configuration file ./deploy/nginx/nginx.conf test is successful"""
STATUS = "$ curl -s -o /dev/null -w '%{{http_code}}\\n' {}"


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal in a copy of the project."""
    if not shutil.which("nginx"):
        missing("nginx")
    with open_terminal() as page:
        yield page


def typed(page: Terminal, *blocks: str) -> None:
    """Type blocks of commands, and compare what they print."""
    for block in blocks:
        for command in commands_of(block, 1):
            page.run(command)


def include(page: Terminal, name: str) -> None:
    """Have nginx.conf include ``name``, with a certificate beside the project."""
    typed(page, CERTIFICATE, f"$ sed -i 's/puddle.conf/{name}/' deploy/nginx/nginx.conf")


def test_every_file_is_checked() -> None:
    """The files that the tests below serve are all that there are."""
    assert {file.name for file in NGINX.iterdir()} == {"nginx.conf", *SERVED}


@pytest.mark.parametrize("name", SERVED)
def test_nginx_accepts_the_file(terminal: Terminal, name: str) -> None:
    """nginx finds no fault in the file, and finds one that is planted."""
    include(terminal, name)
    typed(terminal, CHECK, f"$ sed -i 's/proxy_pass/proxy_past/' deploy/nginx/{name}")
    with pytest.raises(ConsoleError, match="test failed"):
        typed(terminal, CHECK)


def test_plain_http_is_served_through(terminal: Terminal) -> None:
    """The name, a request and a WebSocket reach the pond; a forged address does not."""
    typed(
        terminal,
        START,
        STATUS.format("-H 'X-Forwarded-For: 203.0.113.9' http://127.0.0.1:8080/now/") + "\n200",
        "$ grep -c 203.0.113.9 uvicorn.log\n0",
        STATUS.format("-H 'Host: pond.example' http://127.0.0.1:8080/now/") + "\n400",
        "$ python -m by_hand.talk ws://127.0.0.1:8080/ws/pond/\nopen",
    )


def test_https_is_served_through(terminal: Terminal) -> None:
    """HTTP is sent to HTTPS, and production takes what comes over it for secure."""
    include(terminal, "tls.conf")
    production = "puddle.production SECRET_KEY=of-this-test ALLOWED_HOSTS=localhost"
    redirect = "$ curl -s -o /dev/null -w '%{redirect_url}\\n' http://localhost:8080/now/?at=1"
    typed(
        terminal,
        f"$ export DJANGO_SETTINGS_MODULE={production}",
        START,
        f"{redirect}\nhttps://localhost:8443/now/?at=1",
        STATUS.format("--cacert cert.pem https://localhost:8443/now/") + "\n200",
        "$ SSL_CERT_FILE=cert.pem python -m by_hand.talk wss://localhost:8443/ws/pond/\nopen",
    )


@pytest.mark.parametrize("name", SERVED)
def test_static_files_are_served_from_where_they_are_collected(
    terminal: Terminal, name: str
) -> None:
    """The folder is production's STATIC_ROOT in /srv/puddle; a style goes out as a style."""
    include(terminal, name)
    url = "https://localhost:8443" if name == "tls.conf" else "http://127.0.0.1:8080"
    ask = "$ curl -s --cacert cert.pem -o /dev/null -w '%{http_code} %{content_type}\\n'"
    production = "puddle.production SECRET_KEY=of-this-test ALLOWED_HOSTS=localhost"
    typed(
        terminal,
        f"$ export DJANGO_SETTINGS_MODULE={production}",
        "$ python manage.py collectstatic --noinput > collect.log",
        f'$ sed -i "s|/srv/puddle|$PWD|" deploy/nginx/{name}',
        START,
        f"{ask} {url}/static/admin/css/base.css\n200 text/css",
    )


def text_of(name: str) -> str:
    """Return the text of a file."""
    return (NGINX / name).read_text("utf-8")


def test_https_hands_a_request_on_alike() -> None:
    """HTTPS changes who listens, not what the server behind is told."""
    first, second = (text_of(name).partition("location / {")[2] for name in SERVED[:2])
    assert first == second != ""


def told(text: str) -> list[str]:
    """Return what nginx is to say to the server behind."""
    return re.findall(r"\bproxy_(?:set_header|http_version) [^;]+", text)


def test_two_servers_are_told_what_one_is() -> None:
    """Each header stands once, and in no location, which would then inherit none."""
    text = text_of("two-servers.conf")
    assert told(text) == told(text_of("puddle.conf"))
    assert len(told(text)) == 6
    assert told(text.partition("location /")[2]) == []


# What Uvicorn answers, and 502 for what the other server has, which is away here.
ANSWERED = {
    "/": 200,
    "/shore/chat/": 200,
    "/shore/notices/": 200,
    "/shore/notices/live/": 403,
    "/ripples/?after=nothing": 400,
    "/whoami/": 502,
    "/stones/": 502,
    "/shore/chat/messages/": 502,
}


def test_each_path_has_its_server(terminal: Terminal) -> None:
    """The second of two servers has what stays open, with its pages; the first has the rest."""
    include(terminal, "two-servers.conf")
    asked = [
        STATUS.format(f"'http://127.0.0.1:8080{path}'") + f"\n{status}"
        for path, status in ANSWERED.items()
    ]
    typed(terminal, START.replace("8000", "8001"), *asked)
