"""`lookalike serve`: serve collections over HTTP until stopped."""

import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.cli.access import Access, KeysOption
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.report import print_report
from lookalike.cli.terminal.show import console, errors, plain, print_error
from lookalike.cli.terminal.stop import terminated_as_interrupted
from lookalike.collection import Collection
from lookalike.errors import InputError, LookalikeError
from lookalike.extras import need
from lookalike.images.find import check_folder
from lookalike.images.limits import LIMITS, limits_in_force
from lookalike.indexing.folder import index_folder
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.stores.address import Address, parse_address
from lookalike.stores.connect import collections_in

if TYPE_CHECKING:
    from lookalike.server.jobs.jobs import Jobs
    from lookalike.server.settings import Settings

ANYBODY = (
    "Open: everyone who can reach this server may read, add and remove pictures without a key."
)


@reads_images
def serve(
    addresses: Annotated[
        list[str],
        typer.Argument(metavar="COLLECTION...", help="Folders or addresses of collections."),
    ],
    host: Annotated[
        str, typer.Option(help="Address to serve at; 0.0.0.0 admits other machines, with a key.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to serve at; 0 picks a free one.")
    ] = 8000,
    index: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Index this folder into the first collection while serving.",
        ),
    ] = None,
    root: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Allow collections of folders below this one; repeatable."
        ),
    ] = None,
    home: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder for new collections.")
    ] = None,
    quarantine: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder that duplicates are moved to; by default one beside each collection. With "
            "--open, nothing is moved unless you name one.",
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option(help="Whether to download images from addresses in requests.")
    ] = True,
    fetch_private: Annotated[
        bool, typer.Option("--fetch-private", help="Allow downloads from private networks too.")
    ] = False,
    calibrate: Annotated[
        bool, typer.Option(help="Whether to find out, while idle, what scores mean.")
    ] = True,
    keys: KeysOption = None,
    is_open: Annotated[
        bool,
        typer.Option(
            "--open", help="Require no key: everyone who reaches the server has full access."
        ),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Additional host name of this machine; repeatable."),
    ] = None,
    public_url: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL", help="Public URL of a proxy in front of the server; repeatable."
        ),
    ] = None,
) -> None:
    """Serve collections over HTTP, and keep them up to date."""
    need("fastapi", extra="server")
    need("uvicorn", extra="server")
    access = Access(host, keys, is_open, name or (), public_url or ())
    settings = replace(access.settings(), fetches=fetch, fetches_private=fetch_private)
    settings = replace(settings, roots=tuple(root or ()), home=home, calibrates=calibrate)
    if quarantine is not None:
        settings = replace(settings, moves_files=True, quarantine=quarantine.resolve())
    if limits_in_force() != LIMITS:
        settings = settings.admitting(limits_in_force())
    if access.lets_anybody_in:
        errors.print(ANYBODY, style="yellow", soft_wrap=True)
    made = collections_in(home) if home else []
    found = _named([*map(parse_address, addresses), *made])
    first = next(iter(found))
    if index is not None:
        check_folder(index)  # before a collection is created
    listener = _listen(host, port)
    with terminated_as_interrupted(), ExitStack() as opened, listener:
        served = {
            name: opened.enter_context(
                Collection.open(address, create=name == first and index is not None)
            )
            for name, address in found.items()
        }
        _serve(served, settings, listener, index)


def _serve(
    served: dict[str, Collection],
    settings: "Settings",
    listener: socket.socket,
    folder: Path | None,
) -> None:
    from lookalike.server.app import build_app
    from lookalike.server.process import run

    app = build_app(served, settings)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    console.print(plain(f"Serving {', '.join(served)} at http://{shown}:{port}"), soft_wrap=True)
    if folder is not None:
        _index(next(iter(served)), served, folder, app.state.service.jobs)
    try:
        with suppress(KeyboardInterrupt):
            run(app, listener)
    finally:
        app.state.service.close()  # already closed, unless it was stopped while it started


def _index(name: str, served: dict[str, Collection], folder: Path, jobs: "Jobs") -> None:
    """Index as a background job, which ends with the server."""

    def run(tell: OnProgress, should_stop: Callable[[], bool]) -> IndexReport:
        try:
            report = index_folder(served[name], folder, on_progress=tell, should_stop=should_stop)
        except LookalikeError as error:
            print_error(str(error))
            raise
        print_report(report)
        return report

    jobs.start("index", name, run)


def _named(addresses: Sequence[Address]) -> dict[str, Address]:
    """Return the collections by name; one that is given twice is served once."""
    found: dict[str, Address] = {}
    for address in dict.fromkeys(address.resolved() for address in addresses):
        if address.name in found:
            raise InputError(
                f"{found[address.name]} and {address} would have the same name; serve one of them"
            )
        found[address.name] = address
    return found


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot serve at {host}:{port}: {reason}; try another --port") from error
    # Accepted connections inherit it. Without it, the second packet of a response waits up to
    # 40 ms for the acknowledgement of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
