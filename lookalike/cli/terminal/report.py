"""Print the result of an indexing run, as text or as JSON."""

from dataclasses import asdict

from rich.text import Text

from lookalike.cli.terminal.as_json import print_json, print_json_line
from lookalike.cli.terminal.show import console, plain
from lookalike.errors import InputError
from lookalike.indexing.report import FolderAway, IndexReport
from lookalike.tables.remark import counted

FEW = 10  # failures shown at the end of a run; `lookalike failures` has them all
COUNTS = ("added", "updated", "unchanged", "moved", "removed")
RARE = {"returned": "returned", "away": "missing"}  # and how it is called; only if not 0


def print_report(report: IndexReport, as_json: bool = False, many: bool = False) -> None:
    """Print the counts, and each failure with its reason; `many` prints JSON as one line."""
    if as_json:
        print_object = print_json_line if many else print_json
        copies = [copy.as_object() for copy in report.copies]
        told = {**asdict(report), "copies": copies, "unread": report.unread_with(advice)}
        print_object(told)
        return
    _print_counts(report)
    for failure in report.failed[:FEW]:
        line = Text.assemble(("failed ", "red"), plain(f"{failure.source}: {failure.reason}"))
        console.print(line, soft_wrap=True)
    for copy in report.copies[:FEW]:
        line = Text.assemble((f"{copy.tier} ", "yellow"), plain(str(copy)))
        console.print(line, soft_wrap=True)
    for remark in _remarks(report):
        console.print(plain(remark), soft_wrap=True)


def advice(folder: str) -> str:
    """Say what to do about a folder that is missing, in options of `lookalike index`."""
    return (
        "Bring it back and index it again; or if it has moved, index it at its new place with "
        f"--moved-from {folder}; or if it is gone for good, index it with --allow-removal, which "
        "removes its items, and forgets a folder that is missing"
    )


def worded(error: FolderAway) -> InputError:
    """Return the error with the advice of the command line."""
    return InputError("\n".join(error.report.unread_with(advice)))


def _print_counts(report: IndexReport) -> None:
    line = Text("  ").join(_count(*pair) for pair in _shown(report))
    failed = _count("failed", len(report.failed))
    failed.stylize("red" if report.failed else "")
    console.print(line, failed, sep="  ", soft_wrap=True)
    rate = (report.added + report.updated) / max(report.seconds, 1e-3)
    said = f", {rate:,.{0 if rate >= 10 else 1}f} images/s" if rate else ""
    console.print(f"in {report.seconds:.1f} s{said}", style="dim")


def _shown(report: IndexReport) -> list[tuple[str, int]]:
    always = [(name, getattr(report, name)) for name in COUNTS]
    rare = [(called, getattr(report, name)) for name, called in RARE.items()]
    return [*always, *(pair for pair in rare if pair[1])]


def _count(name: str, number: int) -> Text:
    return Text.assemble(f"{name} ", (f"{number:,}", "bold"))


def _remarks(report: IndexReport) -> list[str]:
    more = len(report.failed) - FEW
    remarks = {
        f"...and {more:,} more: lookalike failures COLLECTION": more > 0,
        f"{len(report.copies):,} of the new images show the same picture as another: "
        "lookalike duplicates COLLECTION": report.copies,
        f"{report.still_failing:,} skipped: they failed before and have not changed "
        "(--retry-failed retries them)": report.still_failing,
        f"{report.overtaken:,} skipped: they or their items were changed "
        "during this run": report.overtaken,
        f"{report.away:,} images are missing, such as {report.away_example}: their items "
        "are kept, in case a disk is not mounted (--allow-removal removes them)": report.away,
        f"{report.also_away:,} of the new images are also in {report.away_folder}, which is "
        f"missing; if it was moved here: --moved-from {report.away_folder}": report.also_away,
        **{f"not indexed: {reason}": True for reason in report.unread_with(advice)},
        **{
            f"{folder} is gone: its items were removed, and it is forgotten": True
            for folder in report.forgotten
        },
        **_table_remarks(report),
        "Stopped. Finished work is kept; the same command continues it.": report.interrupted,
    }
    return [text for text, applies in remarks.items() if applies]


def _table_remarks(report: IndexReport) -> dict[str, int]:
    rows = counted(report.unmatched_rows, "row of attributes", "rows of attributes")
    images = counted(report.images_without_row, "image has", "images have")
    return {
        **dict.fromkeys(report.remarks, 1),
        f"{rows} matched no image ({report.unmatched_row})": report.unmatched_rows,
        f"{images} no row of attributes ({report.image_without_row})": report.images_without_row,
    }
