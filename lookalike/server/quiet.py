"""Suppress log lines about bad requests: the response tells the client."""

import logging

# How uvicorn's lines begin; they have no level or logger of their own.
OF_CLIENTS = (
    "Invalid HTTP request",
    "Unsupported upgrade request",
    "No supported WebSocket library",
)


def ignore_client_errors() -> None:
    """Suppress these log lines in this process."""
    # Python prints what is logged to no handler; an application that sets one up still gets it.
    logging.getLogger("python_multipart").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn.error").addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(OF_CLIENTS)
