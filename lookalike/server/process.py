"""Run the app in this process until a signal stops it."""

import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from lookalike.server.middleware.timeouts import protocol
from lookalike.server.quiet import leave_to_the_answer

GRACE_S = 30  # for requests that were accepted, when it is told to stop


class _Server(uvicorn.Server):
    """Tells the app of the signal, so that streams without an end of their own end too."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn at SIGINT and SIGTERM."""
        self._app.state.service.is_stopping = True
        super().handle_exit(sig, frame)


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve on this socket; returns when all accepted work is done."""
    config = uvicorn.Config(
        app,
        http=protocol(app.state.service.settings.head_s),
        ws="none",  # there is nothing to upgrade to
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    leave_to_the_answer()
    _Server(config, app).run(sockets=[listener])
