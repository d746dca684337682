"""`lookalike encoders`: list the encoders."""

from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.table import Table

from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption
from lookalike.cli.terminal.show import console, print_error
from lookalike.encoders.catalogue import ENCODERS, load_encoder
from lookalike.encoders.catalogue import encoders as known_encoders
from lookalike.errors import EncoderError


def encoders(
    show: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|ONNX|RUN",
            help="An encoder's name, an ONNX file, or a folder of lookalike train.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the encoders with their dimensions; --show prints one and its model card."""
    rows, card = [], None
    for name in [show] if show else known_encoders():
        try:
            encoder = load_encoder(name)
        except EncoderError as error:
            if show or name in ENCODERS:
                raise
            print_error(str(error))  # a broken third-party encoder: list the others
            continue
        card = getattr(encoder, "card", None) if show else None
        meaning = (type(encoder).__doc__ or "").strip().partition("\n")[0]
        rows.append((encoder.name, encoder.dim, encoder.size, encoder.fingerprint, meaning))
    names = ("name", "dim", "size", "fingerprint", "what it is")
    if as_json:
        found = {"encoders": [dict(zip(names, row, strict=True)) for row in rows]}
        print_json(found if card is None else {**found, "card": card})
        return
    table = Table(*names, box=None, pad_edge=False, header_style="dim")
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
    if card is not None:
        console.print()
        console.print(Markdown(card))
