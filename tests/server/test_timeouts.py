"""No client keeps the server waiting for longer than it likes."""

import socket
import threading
from collections.abc import AsyncIterator
from time import monotonic

from fastapi.responses import StreamingResponse

from lookalike.server.app import build_app
from lookalike.server.jobs.events import stream
from lookalike.server.middleware.timeouts import STUCK_S
from tests.real_server import listening

GET = b"GET /v1/flood HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_a_stream_that_nobody_reads_does_not_hold_the_end_up() -> None:
    app, sent = build_app({}), threading.Event()

    async def flood() -> AsyncIterator[str]:
        while not app.state.service.is_stopping:
            yield "x" * 1_000_000
            sent.set()

    @app.get("/v1/flood")
    async def _flood() -> StreamingResponse:
        return stream(flood())

    app.router.routes.insert(0, app.router.routes.pop())
    with listening(app, log_level="error", access_log=False, timeout_graceful_shutdown=50) as port:
        stuck = socket.create_connection(("127.0.0.1", port), 60)
        stuck.sendall(GET)
        assert sent.wait(60)
        began = monotonic()
    stuck.close()
    assert monotonic() - began < 10 * STUCK_S
