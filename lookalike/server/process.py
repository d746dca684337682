"""Run the app in this process until a signal stops it."""

import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from lookalike.server.middleware.timeouts import protocol
from lookalike.server.quiet import hide_passwords, ignore_client_errors

GRACE_S = 30  # for accepted requests to finish when the server stops


class _Server(uvicorn.Server):
    """Passes the signal on to the app, so that endless streams end too."""

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
        ws="none",  # no WebSockets
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    ignore_client_errors()
    hide_passwords()
    _Server(config, app).run(sockets=[listener])
