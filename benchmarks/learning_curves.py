"""
What the choice of triplets costs: random ones, semi-hard ones, and our recipe, minute by minute.

    python benchmarks/learning_curves.py DATA [--minutes 10] [--recipe NAME] [--seed 0] [--out DIR]

The same network, images, views and minutes for all three, one after the other; random triplets are
drawn on the fly as the reference systems draw them, semi-hard ones are mined in balanced batches.
Trainings that DIR holds already are taken as they are. Leaves DIR/learning_curves.png.
"""

import argparse
import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lookalike.extras import need
from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Loss, Recipe
from lookalike.training.loop.history import Epoch
from lookalike.training.start import train

COLOURS = ("#6b7482", "#d97a1d", "#2f62e0")


def variants(ours: Recipe) -> Mapping[str, Recipe]:
    """The recipe as it is, and with the triplet loss alone."""
    plain = replace(ours.augment, mix=0.0)  # CutMix needs labels, triplets have none
    random = replace(ours.batches, kind="random-triplets", size=max(1, ours.batches.size // 3))
    triplet = Loss("triplet", margin=0.2)
    return {
        "random triplets": replace(ours, losses=(triplet,), batches=random, augment=plain),
        "semi-hard triplets": replace(
            ours, losses=(replace(triplet, miner="semi-hard"),), augment=plain
        ),
        "ours": ours,
    }


def main() -> None:
    """Train the three, then draw them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("data", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipe", default="clothes-scratch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("learning-curves"))
    asked = parser.parse_args()
    curves = {}
    ours = replace(load_recipe(asked.recipe), seed=asked.seed)
    for name, recipe in variants(ours).items():
        folder = asked.out / name.replace(" ", "-")
        if not (folder / "training.json").exists():
            train(
                asked.data,
                recipe,
                folder,
                minutes=asked.minutes,
                go_on=True,
                on_epoch=_print_epoch,
            )
        curves[name] = _curve(folder / "training_log.csv")
        minutes, precision = curves[name]
        best = max(precision)
        soon = minutes[next(i for i, value in enumerate(precision) if value >= 0.95 * best)]
        print(f"{name:20} last {precision[-1]:.3f}, best {best:.3f}, 95 % of it by {soon:.1f} min")
    draw(curves, asked.out / "learning_curves.png")


def _print_epoch(epoch: Epoch, progress: float) -> None:
    print(f"  {progress:4.0%}  {epoch.precision_at_5:.3f}", flush=True)


def _curve(path: Path) -> tuple[list[float], list[float]]:
    """Minutes and validation P@5."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [float(r["seconds"]) / 60 for r in rows], [float(r["precision_at_5"]) for r in rows]


def draw(curves: Mapping[str, tuple[list[float], list[float]]], path: Path) -> None:
    """One line for each, named at its end."""
    need("matplotlib", extra="train").use("Agg")
    plots = need("matplotlib.pyplot", extra="train")
    figure, axis = plots.subplots(figsize=(9, 5))
    for (name, (minutes, precision)), colour in zip(curves.items(), COLOURS, strict=True):
        axis.plot(minutes, precision, color=colour, linewidth=2)
        place = (minutes[-1], precision[-1])
        axis.annotate(name, place, (6, 0), textcoords="offset points", color=colour, va="center")
    axis.set(xlabel="minutes of training", ylabel="precision@5 on validation", ylim=(0, 1))
    axis.set_xlim(0, 1.25 * max(minutes[-1] for minutes, _ in curves.values()))
    axis.grid(color="#eceff3")
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plots.close(figure)


if __name__ == "__main__":
    main()
