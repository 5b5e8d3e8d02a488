"""Guards entrypoints/telemetry.py: one span a request, printed or kept, under five servers."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from by_hand import Receive, Scope, Send
from channels.testing import WebsocketCommunicator
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bench.servers import ASGI_SERVERS, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT


def printed_spans(log: str) -> Iterator[Any]:
    """Yield the spans that the exporter printed between the lines of a server."""
    for span in re.findall(r"^\{$.*?^\}$", log, re.MULTILINE | re.DOTALL):
        yield json.loads(span)


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_each_request_is_one_span(server: Server) -> None:
    """A span has the path and the status; one that Django does not know has one too."""
    target = "entrypoints.telemetry:application"
    with started(server, PROJECT, target=target) as run:
        assert [asked(run, path).status for path in ("/now/", "/nowhere/")] == [200, 404]
        assert awaited(lambda: len(list(printed_spans(run.printed()))) >= 2)
        spans = list(printed_spans(run.printed()))
    assert [span["name"] for span in spans] == ["GET /now/", "GET /nowhere/"]
    assert [span["attributes"]["http.status_code"] for span in spans] == [200, 404]
    assert {span["kind"] for span in spans} == {"SpanKind.SERVER"}


async def accepting(_scope: Scope, receive: Receive, send: Send) -> None:
    """Accept a WebSocket and wait for its end."""
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


def test_a_websocket_is_a_span() -> None:
    """Kept in memory, the span of a WebSocket stands beside those of requests."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    application = OpenTelemetryMiddleware(
        accepting, exclude_spans=["receive", "send"], tracer_provider=provider
    )

    async def visit() -> None:
        page = WebsocketCommunicator(application, "/ws/pond/")
        assert (await page.connect())[0]
        await page.disconnect()

    asyncio.run(visit())
    (span,) = exporter.get_finished_spans()
    assert span.name.endswith("/ws/pond/")


def test_lifespan_passes() -> None:
    """What is inside answers lifespan as it would without telemetry."""
    command = [sys.executable, "test_asgi.py", "entrypoints.telemetry:application"]
    done = subprocess.run(command, cwd=PROJECT, env={}, capture_output=True, text=True, check=True)
    answers = done.stdout.splitlines()[-1]
    assert json.loads(answers) == {"http": 200, "websocket": "ValueError", "lifespan": "ValueError"}
