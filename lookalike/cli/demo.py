"""`lookalike demo`: index a folder or a drawn catalogue, search it, write a contact sheet."""

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.terminal.hits import print_hits
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.progress import IndexProgress
from lookalike.cli.terminal.report import print_report
from lookalike.cli.terminal.show import console
from lookalike.cli.terminal.stop import StopSignal
from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.find import check_folder
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from lookalike.sheets.result_sheet import result_row, write_sheet
from lookalike.tables.attributes import AttributeTable, read_attributes
from lookalike.types import Item

ROWS, COLUMNS = 8, 8  # searches on the sheet, hits of each


@reads_images
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="Your images; by default a small catalogue is drawn.")
    ] = None,
    into: Annotated[Path, typer.Option(help="Folder for the demo's files.")] = Path("demo"),
) -> None:
    """Index a folder, search it by some of its own images, and write a contact sheet."""
    table = None
    if folder is not None:
        check_folder(folder)  # before a collection is created
    else:
        from lookalike.datasets.drawn.catalogue import (
            draw_catalogue,
        )  # loads in 30 ms, so only if needed

        folder = into / "catalogue"
        console.print(f"Drawing a catalogue into {folder} ...", style="dim", soft_wrap=True)
        draw_catalogue(folder)
        table = read_attributes(folder / "attributes.csv")
    _run(folder, table, into)


def _run(folder: Path, table: AttributeTable | None, into: Path) -> None:
    address = into / "collection"
    with (
        Collection.open(address, create=True) as collection,
        StopSignal() as stop,
        IndexProgress() as progress,
    ):
        report = index_folder(
            collection, folder, table, on_progress=progress.tell, should_stop=stop.is_set
        )
    print_report(report)
    if report.interrupted:
        raise typer.Exit(stop.exit_status)
    with Collection.open(address) as collection:
        chosen = _spread(collection)
        if not chosen:
            raise InputError(f"no image in {folder} could be indexed; name a folder of images")
        sheet = into / "sheet.png"
        _search(collection, chosen, sheet)
        others = [one for one in collection.about().folders if Path(one) != folder.resolve()]
    if others:
        console.print(f"\n{address} also holds images of {', '.join(others)}", soft_wrap=True)
        console.print(f"For {folder} alone: delete {address}, or say --into", soft_wrap=True)
    console.print(f"\nLook at {sheet}", style="bold", soft_wrap=True)
    console.print(
        f"Search with an image of your own: lookalike search IMAGE --in {address}", soft_wrap=True
    )


def _search(collection: Collection, chosen: list[Item], sheet: Path) -> None:
    rows = []
    for item in chosen:
        query = Query(f"id:{item.id}", limit=COLUMNS)
        hits = collection.search(query)
        rows.append(result_row(collection, query, hits, str(item.attributes["name"])))
        if item is chosen[0]:
            console.print(f"\nMost similar to {item.source}:", soft_wrap=True)
            print_hits(hits)
    write_sheet(rows, sheet, f"{collection.count():,} images, {len(rows)} searches")


def _spread(collection: Collection) -> list[Item]:
    """Return items spread evenly over the collection, for variety."""
    step = max(1, collection.count() // ROWS)
    return list(islice(collection.items(), 0, step * ROWS, step))
