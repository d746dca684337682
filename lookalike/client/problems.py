"""Turn a server's problem response (RFC 9457) into the library's exception."""

import json
from typing import Any

from lookalike import errors
from lookalike.client.connections import Answer
from lookalike.errors import LookalikeError, ServerError


def error_of(answer: Answer, address: str) -> LookalikeError:
    """Return the error that the server raised, with its message; ServerError if it names none."""
    try:
        told: Any = json.loads(answer.body)
        name, detail = told.get("error"), str(told["detail"])
    except (ValueError, KeyError, AttributeError, TypeError):
        name, detail = None, answer.reason
    error = error_named(name, detail)
    if type(error) is not LookalikeError:
        return error
    return ServerError(f"{address} answered {answer.status}: {detail}")


def error_of_job(job: Any, address: str) -> LookalikeError:
    """The error that ended a job on the server; ServerError where its class is not told."""
    error = error_named(job.get("error_class"), str(job["error"]))
    if type(error) is not LookalikeError:
        return error
    return ServerError(f"the job failed at {address}: {job['error']}")


def error_named(name: object, detail: str) -> LookalikeError:
    """Return an error by its class name; a plain LookalikeError if the class is unknown here."""
    kind = getattr(errors, name, None) if isinstance(name, str) else None
    if isinstance(kind, type) and issubclass(kind, LookalikeError):
        return kind(detail)
    return LookalikeError(detail)
