"""Of which blocks a stage is to be: what each kind learns of the teacher's own piece, in one time.

    python benchmarks/stage_blocks.py [--weights FILE] [--minutes 2] [--images 8000]

The last stage of the bundled encoder's backbone, alone: it is given the teacher's maps at a stride
of 16, and asked for what the teacher makes of them. Images are those of clothing, caltech80 and
tiny200 in DATA (LOOKALIKE_DATA or ../shared/data) without twelve classes of caltech80, on which
this is measured: the cosine to the teacher's embedding, and R@1 and mAP, each photo asked of the
others. Every kind is trained at each of RATES, and its better one is printed.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from bundled_encoder import DATA, TEACHER, read
from encoder_candidates import REPORTED, unseen_classes
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn
from torch.nn.functional import cosine_similarity

from lookalike.datasets.compared import read_examples
from lookalike.datasets.labelled import LabelledImages, read_labelled
from lookalike.encoders.preprocessing import Preprocessing
from lookalike.evaluation.metrics import average_precision, hit_at_k, judge, rank
from lookalike.recipes.read import load_recipe
from lookalike.training.backbones.cost import parameter_count
from lookalike.training.backbones.staged_mobilenet import LAST, NARROW, dense_stage, mobile_stage
from lookalike.training.grid import resized
from lookalike.training.live_teacher import LiveTeacher, Said

DIM = 224
GIVEN, WANTED = (8, 8), (4, 4)  # sides of the maps, as the network has them at 128 pixels
BATCH = 256
RATES = (2e-3, 4e-3)  # of AdamW
TOGETHER = 64

Maps: TypeAlias = tuple[Tensor, Tensor]
"""(n, 96, 8, 8) and (n, DIM, 4, 4): what a stage is given and asked for."""

KINDS: dict[str, Callable[[], nn.Module]] = {
    "two basic blocks, 320 channels": lambda: dense_stage(NARROW[-1], 320, LAST, 2, 2),
    "four inverted residuals, 160 channels": lambda: mobile_stage(NARROW[-1], [160] * 3 + [LAST]),
    "three inverted residuals, 160 channels": lambda: mobile_stage(NARROW[-1], [160] * 2 + [LAST]),
}


@dataclass(frozen=True)
class Learned:
    """By one kind at one rate."""

    steps: int
    cosine: float
    first: float
    mean: float


class Stage(nn.Module):
    """(n, 96, 8, 8) to (n, DIM, 4, 4)."""

    def __init__(self, blocks: nn.Module) -> None:
        super().__init__()
        self.blocks, self.dense = blocks, nn.Conv2d(LAST, DIM, 1)

    def forward(self, maps: Tensor) -> Tensor:
        """As above."""
        made: Tensor = self.dense(self.blocks(maps))
        return made


def main() -> None:
    """Ask the teacher, train each kind, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, default=TEACHER.with_suffix(".safetensors"))
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--images", type=int, default=8000)
    asked = parser.parse_args()
    teacher = replace(load_recipe("lookalike-base").teacher, file=str(asked.weights))
    live = LiveTeacher(teacher, DIM, NARROW, "cpu")
    classes = unseen_classes(REPORTED)
    train, unseen = training_images(classes, asked.images), images_of(classes)
    live.learn(squares(train.paths, teacher.size))
    lessons, questions = (heard(live, i.paths, teacher.size) for i in (train, unseen))
    table = Table("blocks", "parameters", "steps", "cosine", "R@1", "mAP")
    own = judged(questions[1].mean(dim=(2, 3)).numpy(), unseen)
    table.add_row("the teacher's own", "", "", "1", *(f"{value:.3f}" for value in own))
    for name, build in KINDS.items():
        tries = [
            learn(build, lessons, questions, unseen, rate, asked.minutes * 60) for rate in RATES
        ]
        best = max(tries, key=lambda found: found.cosine)
        values = (f"{value:.3f}" for value in (best.cosine, best.first, best.mean))
        table.add_row(name, f"{parameter_count(build()):,}", str(best.steps), *values)
    Console().print(table)


def training_images(classes: Sequence[str], count: int) -> LabelledImages:
    """So many by chance, of what may be trained on."""
    images = read_examples([DATA / name for name in ("clothing", "caltech80", "tiny200")])
    assert isinstance(images, LabelledImages)
    images = images.without([f"caltech80/{name}" for name in classes]).only("train")
    return images.at(np.random.default_rng(0).permutation(len(images.paths))[:count])


def images_of(classes: Sequence[str]) -> LabelledImages:
    """All photos of these classes of caltech80."""
    images = read_labelled(DATA / "caltech80")
    return images.at(np.flatnonzero(np.isin(images.column(), list(classes))))


def squares(paths: Sequence[Path], side: int) -> list[Tensor]:
    """(m, 3, side, side) normalised, a few at a time."""
    steps = [paths[start : start + TOGETHER] for start in range(0, len(paths), TOGETHER)]
    preprocessing = Preprocessing(size=side)
    return [torch.from_numpy(preprocessing.apply(read(some, side))) for some in steps]


def heard(teacher: LiveTeacher, paths: Sequence[Path], side: int) -> Maps:
    """What the teacher makes of whole images."""
    said: list[Said] = [teacher.look(some) for some in squares(paths, side)]
    given = torch.cat([resized(some.narrow[-1], GIVEN) for some in said])
    return given, torch.cat([resized(some.maps, WANTED) for some in said])


def learn(
    build: Callable[[], nn.Module],
    lessons: Maps,
    questions: Maps,
    unseen: LabelledImages,
    rate: float,
    seconds: float,
) -> Learned:
    """One training, the rate falling to nothing, and what came of it."""
    torch.manual_seed(0)
    stage = Stage(build()).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(stage.parameters(), rate, weight_decay=0.02)
    began, steps = time.perf_counter(), 0
    while (progress := (time.perf_counter() - began) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, progress / 0.05) * (1 + np.cos(np.pi * progress)) / 2
        rows = torch.randint(len(lessons[0]), (BATCH,))
        given, wanted = (part[rows].flip(3) if steps % 2 else part[rows] for part in lessons)
        made = stage(given.contiguous(memory_format=torch.channels_last))
        whole = cosine_similarity(made.mean(dim=(2, 3)), wanted.mean(dim=(2, 3)))
        loss = 4 * (1 - whole.mean()) + 2 * (1 - cosine_similarity(made, wanted, dim=1).mean())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        steps += 1
    with torch.no_grad():
        found = stage.eval()(questions[0]).mean(dim=(2, 3))
    cosine = float(cosine_similarity(found, questions[1].mean(dim=(2, 3))).mean())
    return Learned(steps, cosine, *judged(found.numpy(), unseen))


def judged(vectors: np.ndarray, images: LabelledImages) -> tuple[float, float]:
    """R@1 and mAP, each photo asked of the others."""
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = images.column()
    found = judge(rank(rows, rows, exclude_self=True), labels, labels, exclude_self=True)
    return float(hit_at_k(found, 1).mean()), float(average_precision(found).mean())


if __name__ == "__main__":
    main()
