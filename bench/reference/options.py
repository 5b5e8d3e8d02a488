"""The options of the servers by task, each checked against what the server's ``--help`` prints."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx_ext.workspace import clean_environment

SERVERS = ("uvicorn", "daphne", "hypercorn", "granian", "gunicorn")
OPTION = re.compile(r"(?<![\w-])-{1,2}[a-zA-Z][\w-]*")

# For each theme the tasks, and for each task the options of the servers, in the order of SERVERS;
# where a server has none, an empty text, and where it takes two, both.
THEMES: dict[str, dict[str, tuple[str, str, str, str, str]]] = {
    "listening": {
        "address": ("--host", "--bind", "--bind", "--host", "--bind"),
        "port": ("--port", "--port", "--bind", "--port", "--bind"),
        "Unix socket": ("--uds", "--unix-socket", "--bind", "--uds", "--bind"),
        "mode of the socket": ("", "", "--umask", "--uds-permissions", "--umask"),
        "open descriptor": ("--fd", "--fd", "--bind", "", "--bind"),
        "backlog": ("--backlog", "", "--backlog", "--backlog", "--backlog"),
    },
    "the application": {
        "what the object is": ("--interface", "", "", "--interface", "--worker-class"),
        "a function that makes it": ("--factory", "", "", "--factory", ""),
        "folder of the project": ("--app-dir", "", "", "--working-dir", "--chdir"),
        "file with variables": ("--env-file", "", "", "--env-files", ""),
        "lifespan": ("--lifespan", "", "", "--interface", "--asgi-lifespan"),
        "path prefix": (
            "--root-path", "--root-path", "--root-path", "--url-path-prefix", "--root-path",
        ),
        "static files": ("", "", "", "--static-path-mount", ""),
        "reload": ("--reload", "", "--reload", "--reload", "--reload"),
    },
    "processes": {
        "workers": ("--workers", "", "--workers", "--workers", "--workers"),
        "a new worker after so many requests": (
            "--limit-max-requests", "", "--max-requests", "", "--max-requests",
        ),
        "a new worker after a time": ("", "", "", "--workers-lifetime", ""),
        "a new worker above so much memory": ("", "", "", "--workers-max-rss", ""),
        "a worker that died": ("", "", "", "--respawn-failed-workers", ""),
        "event loop": ("--loop", "", "--worker-class", "--loop", "--asgi-loop"),
    },
    "behind a proxy": {
        "believe its headers": (
            "--proxy-headers", "--proxy-headers", "", "", "--forwarded-allow-ips",
        ),
        "believe whom": ("--forwarded-allow-ips", "", "", "", "--forwarded-allow-ips"),
        "which header": ("", "--proxy-headers-host", "", "", "--forwarder-headers"),
        "PROXY protocol": ("", "", "", "", "--proxy-protocol"),
    },
    "limits": {
        "requests at a time": (
            "--limit-concurrency", "", "", "--backpressure", "--worker-connections",
        ),
        "size of the headers": (
            "--h11-max-incomplete-event-size", "", "", "--http1-buffer-size",
            "--limit-request-field_size",
        ),
        "number of headers": ("", "", "", "", "--limit-request-fields"),
        "size of a WebSocket message": (
            "--ws-max-size", "--websocket-max-message-size", "", "", "--websocket-max-message-size",
        ),
        "names it answers to": ("", "", "--server-name", "", ""),
    },
    "time": {
        "keep an idle connection": (
            "--timeout-keep-alive", "", "--keep-alive", "--http1-keep-alive", "--keep-alive",
        ),
        "read the headers": ("", "", "--read-timeout", "--http1-header-read-timeout", ""),
        "answer a request": ("", "--http-timeout", "", "", "--timeout"),
        "stop": (
            "--timeout-graceful-shutdown", "--application-close-timeout", "--graceful-timeout",
            "--workers-kill-timeout", "--graceful-timeout",
        ),
        "ping a WebSocket": (
            "--ws-ping-interval", "--ping-interval", "--websocket-ping-interval", "", "",
        ),
    },
    "logs": {
        "level": ("--log-level", "--verbosity", "--log-level", "--log-level", "--log-level"),
        "access log": (
            "--access-log", "--access-log", "--access-logfile", "--access-log", "--access-logfile",
        ),
        "its format": (
            "", "--log-fmt", "--access-logformat", "--access-log-fmt", "--access-logformat",
        ),
        "configuration": ("--log-config", "", "--log-config", "--log-config", "--log-config"),
        "metrics": ("", "", "--statsd-host", "--metrics", "--statsd-host"),
    },
    "TLS and HTTP/2": {
        "certificate": (
            "--ssl-certfile", "--endpoint", "--certfile", "--ssl-certificate", "--certfile",
        ),
        "key": ("--ssl-keyfile", "--endpoint", "--keyfile", "--ssl-keyfile", "--keyfile"),
        "certificates of clients": (
            "--ssl-cert-reqs", "", "--verify-mode", "--ssl-client-verify", "--cert-reqs",
        ),
        "HTTP/2": ("--http2", "", "", "--http", "--http-protocols"),
        "HTTP/3": ("", "", "--quic-bind", "", ""),
        "WebSocket library": ("--ws", "", "", "--ws", ""),
    },
}  # fmt: skip


def helped(server: str) -> str:
    """Return what the server prints about itself."""
    program = Path(sys.executable).parent / server
    environment = clean_environment() | {"COLUMNS": "200", "HOME": os.devnull}
    done = subprocess.run(
        [program, "--help"], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def options_of(text: str) -> list[str]:
    """Return the long options that a help text lists, in its order."""
    lines = [line for line in text.splitlines() if re.match(r"\s+-", line)]
    heads = [re.split(r"\s{2,}", line.strip())[0] for line in lines]
    found = [name for head in heads for name in OPTION.findall(head) if name.startswith("--")]
    return list(dict.fromkeys(found))


def by_task() -> dict[str, dict[str, dict[str, str]]]:
    """Return the themes with the server's name at each option; where it has none, nothing."""
    return {
        theme: {
            task: {name: option for name, option in zip(SERVERS, options, strict=True) if option}
            for task, options in tasks.items()
        }
        for theme, tasks in THEMES.items()
    }


def asked() -> dict[str, Any]:
    """Return all options that the servers print, and those of each task."""
    return {"options": {name: options_of(helped(name)) for name in SERVERS}, "themes": by_task()}


def unknown(results: dict[str, Any]) -> list[str]:
    """Return each option of a task that its server does not print."""
    return [
        f"{name} {option} ({task})"
        for tasks in results["themes"].values()
        for task, options in tasks.items()
        for name, option in options.items()
        if option not in results["options"][name]
    ]
