"""An application on a port, as users reach it."""

import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI

from lookalike.server.middleware.timeouts import protocol

LOOK_S = 0.02
GRACE_S = 1  # for requests that are still answered when it is to stop
STOP_S = 60


@contextmanager
def listening(app: FastAPI, port: int = 0, **settings: Any) -> Iterator[int]:
    """The port on 127.0.0.1, until the end; a server that does not stop then fails the test."""
    http = protocol(app.state.service.settings.head_s)
    config = uvicorn.Config(app, http=http, **{"timeout_graceful_shutdown": GRACE_S} | settings)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(LOOK_S)
        try:
            yield listener.getsockname()[1]
        finally:
            app.state.service.is_stopping = server.should_exit = True
            thread.join(STOP_S)
    assert not thread.is_alive(), f"the server did not stop within {STOP_S} s:\n{_place(thread)}"


def _place(thread: Thread) -> str:
    """What it is at."""
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame)) if frame else "it has just ended"
