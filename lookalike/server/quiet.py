"""Suppress log lines about bad requests, which the response tells, and passwords in all others."""

import logging

from lookalike.files.passwords import without_passwords

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


def hide_passwords() -> None:
    """Hide the passwords of addresses in what this process logs, tracebacks too."""
    handlers = [*logging.getLogger("uvicorn").handlers, logging.lastResort]
    for handler in filter(None, handlers):
        handler.addFilter(_hidden)


def _hidden(record: logging.LogRecord) -> bool:
    record.msg, record.args = without_passwords(record.getMessage()), ()
    if record.exc_info and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    record.exc_text = record.exc_text and without_passwords(record.exc_text)
    return True
