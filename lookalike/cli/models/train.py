"""`lookalike train`: learn an embedding from labelled images, triplets or pairs."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.cli.terminal.bar import Bar
from lookalike.cli.terminal.limits import reads_images
from lookalike.cli.terminal.show import console, errors, plain
from lookalike.cli.terminal.stop import StopSignal
from lookalike.cli.terminal.training import print_epoch, print_figures, print_finding
from lookalike.datasets.compared import ComparedImages, read_examples
from lookalike.datasets.labelled import LabelledImages
from lookalike.errors import InputError
from lookalike.extras import need
from lookalike.recipes.change import changed
from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Recipe, started_from, taught_by
from lookalike.training.options import TrainOptions

if TYPE_CHECKING:  # torch takes seconds to load: only a training waits for it
    from lookalike.training.export.onnx_files import ExportReport
    from lookalike.training.train import TrainingRun

DATA = (
    "Class folders; train, validation and test folders of them; a table (.csv, .jsonl) of path and "
    "labels; or a .jsonl file of triplets or pairs. Several sets of labelled images are trained on "
    "together."
)


@reads_images
def train(
    data: Annotated[list[Path], typer.Argument(help=DATA)],
    recipe: Annotated[str, typer.Option(help="A name from `lookalike recipes`, or a TOML file.")],
    out: Annotated[Path | None, typer.Option(metavar="RUN", help="Folder for all results.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the table to use as label.")] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="FILE|imagenet|random", help="Initial weights of the backbone."),
    ] = None,
    teacher: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="ONNX network to use as teacher for distillation losses."
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PLACE=VALUE",
            help="Override a recipe value, such as input.size=128 or losses.0.weight=.5.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL", help="Leave this class out; repeatable."),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.01, help="Minutes to train, instead of the recipe's epochs."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed, instead of the recipe's.")] = None,
    processes: Annotated[
        int,
        typer.Option(
            min=1, help="Number of processes that share each batch: one per GPU, or on CPU cores."
        ),
    ] = TrainOptions.processes,
    held_out: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Share of each class, or of the lines, for validation and for test each, if the "
            "data has no split.",
        ),
    ] = TrainOptions.held_out,
    check: Annotated[bool, typer.Option("--check", help="Only check the data.")] = False,
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Train in spite of failed data checks.")
    ] = False,
) -> None:
    """Train, or resume from the last checkpoint; then export the network for serving."""
    need("torch", extra="train")
    wanted = changed(load_recipe(recipe), settings or [])
    wanted = wanted if start is None else started_from(wanted, start)
    wanted = wanted if teacher is None else taught_by(wanted, teacher)
    images = read_examples(data, wanted.seed if seed is None else seed, held_out, label)
    images = _without(images, without or [])
    if check:
        _check(images, wanted, label)
        return
    folder = out or Path("runs") / wanted.name
    options = TrainOptions(images, wanted, folder, label, minutes, seed, go_on, processes=processes)
    errors.print(plain(f"{_size(images)}, recipe {wanted.name}, into {folder}", "dim"))
    _print_result(_train(options), images)


def _without(
    images: LabelledImages | ComparedImages, labels: list[str]
) -> LabelledImages | ComparedImages:
    if not labels:
        return images
    if isinstance(images, ComparedImages):
        raise InputError(f"a file of {images.kind} has no labels to leave out")
    return images.without(labels)


def _check(images: LabelledImages | ComparedImages, recipe: Recipe, label: str | None) -> None:
    from lookalike.training.data_checks.check_files import check_files  # imports torch
    from lookalike.training.train import check_suits

    check_suits(recipe, images, label)

    findings = check_files(images, label)
    for finding in findings:
        console.print(plain(f"{finding.name}: {finding.text}", "red" if finding.fatal else ""))
    if not findings:
        console.print(f"{_size(images)}: no problems found.")
    if any(finding.fatal for finding in findings):
        raise typer.Exit(1)


def _size(images: LabelledImages | ComparedImages) -> str:
    count = f"{len(images):,} images"
    if isinstance(images, ComparedImages):
        return f"{count} in {len(images.lines):,} {images.kind}"
    return count


def _train(options: TrainOptions) -> "TrainingRun":
    from lookalike.training.train import run_training

    with StopSignal() as stop, _TrainingBar() as bar:
        reporting = replace(
            options,
            on_progress=bar.tell,
            on_epoch=print_epoch,
            on_finding=print_finding,
            should_stop=stop.is_set,
        )
        return run_training(reporting)


def _print_result(run: "TrainingRun", images: LabelledImages | ComparedImages) -> None:
    """Print the result, and the next steps."""
    if run.export is None:
        console.print("Stopped. The same command resumes after the last finished epoch.")
        raise typer.Exit(130)
    print_figures(run.report, images, run.folder)
    console.print(plain(f"network: {run.folder} ({_precision(run.export)})"), soft_wrap=True)
    console.print(
        plain(f"serve it: lookalike index FOLDER --into COLLECTION --encoder {run.folder}"),
        soft_wrap=True,
    )


def _precision(export: "ExportReport") -> str:
    """Describe which network is served, and why if it is float32."""
    pace = f"{export.speed_ratio:.2f} times as fast as float32" if export.speed_ratio else ""
    if export.int8_bytes is not None:
        return f"int8, {pace}"
    return f"float32: {export.reason}" + (f", {pace}" if pace else "")


class _TrainingBar(Bar):
    """Progress bars of decoding and evaluation; in between, one line per epoch."""

    def __init__(self) -> None:
        super().__init__("decoding")
        self._bar.update(self._task, visible=False)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Update the bar; the training calls this."""
        self._bar.update(
            self._task, description=stage, completed=done, total=total, visible=done < total
        )
