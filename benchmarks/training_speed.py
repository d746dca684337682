"""
What bfloat16 and kept memory give to a training step, and what mining triplets costs one.

    python benchmarks/training_speed.py [--steps 12] [--batch 60] [RECIPE ...]

Forward, loss, backward and optimiser on noise of the recipe's size, float32 and bfloat16 in turns;
then the same step with given triplets and with semi-hard ones mined in the batch; then views of a
batch and the step, with memory that is given back to the system and with memory that is kept.
Medians, on the GPU where there is one.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Loss, Recipe, started_from
from lookalike.training.export.speed import medians
from lookalike.training.loop.memory import kept_memory
from lookalike.training.loop.optimiser import build_optimiser
from lookalike.training.losses.base import Truth
from lookalike.training.losses.catalogue import build_loss
from lookalike.training.network.embedding import build_embedder
from lookalike.training.train import MARGIN
from lookalike.training.views.augment import Views

RECIPES = ("clothes-scratch", "clothes-imagenet", "a-codeniti", "b-faiss-streamlit", "e-similiai")
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
BATCH = 60
CLASSES = 10


class Step:
    """One step of a recipe's network with a loss, again and again on the same noise."""

    def __init__(
        self, recipe: Recipe, losses: Sequence[Loss], triplets: bool = False, *, size: int
    ) -> None:
        embedder = build_embedder(started_from(recipe, "random"))
        self.embedder = embedder.to(DEVICE).train()
        self.embedder.to(memory_format=torch.channels_last)
        self.loss = build_loss(tuple(losses), self.embedder.dim, CLASSES).to(DEVICE)
        self.optimiser = build_optimiser(recipe.optimiser, self.embedder, self.loss)
        side = recipe.input.size
        self.images = torch.randn(size, 3, side, side, device=DEVICE)
        self.images = self.images.contiguous(memory_format=torch.channels_last)
        self.labels = torch.arange(size, device=DEVICE) % CLASSES
        self.triplets = _triplets(size) if triplets else None

    def __call__(self, precision: torch.dtype) -> float:
        """Seconds of one step."""
        began = _now()
        with torch.autocast(DEVICE, torch.bfloat16, enabled=precision == torch.bfloat16):
            embeddings = self.embedder(self.images)
        loss = self.loss(embeddings.float(), Truth(self.labels), triplets=self.triplets)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return _now() - began


def _triplets(size: int) -> tuple[Tensor, Tensor, Tensor]:
    """A third of the batch each: as many images as triplets of three would be."""
    first = torch.arange(size // 3, device=DEVICE)
    return first, first + size // 3, first + 2 * (size // 3)


def _now() -> float:
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def main() -> None:
    """Print a table and two lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("recipes", nargs="*", default=RECIPES)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--batch", type=int, help="60, and for the memory that of its recipe")
    asked = parser.parse_args()
    batch = asked.batch or BATCH
    gpu = torch.cuda.get_device_name() if DEVICE == "cuda" else ""
    print(f"batches of {batch}, {asked.steps} steps each, on {gpu or torch.get_num_threads()}")
    print(f"{'recipe':20} {'float32':>10} {'bfloat16':>10}  images/s, ratio")
    for name in asked.recipes:
        step = Step(load_recipe(name), (Loss("normalised-softmax"),), size=batch)
        ways = [partial(step, torch.float32), partial(step, torch.bfloat16)]
        plain, half = medians(ways, asked.steps)
        rates = f"{batch / plain:10.1f} {batch / half:10.1f}"
        print(f"{name:20} {rates}  {plain / half:.2f}", flush=True)
    print_mining(load_recipe(asked.recipes[0]), 2 * asked.steps, batch)
    base = load_recipe("lookalike-base")
    print_memory(base, asked.steps, asked.batch or base.batches.size)


def print_mining(recipe: Recipe, steps: int, size: int) -> None:
    """A step with triplets that were given, and with those mined in the batch."""
    triplet = Loss("triplet", margin=0.2)
    given = Step(recipe, (triplet,), triplets=True, size=size)
    mined = Step(recipe, (replace(triplet, miner="semi-hard"),), size=size)
    ways = [partial(given, torch.bfloat16), partial(mined, torch.bfloat16)]
    without, with_mining = medians(ways, steps)
    print(f"{recipe.name}: given triplets {1e3 * without:.1f} ms a step, semi-hard mined in the")
    print(f"batch {1e3 * with_mining:.1f} ms: {with_mining / without:.3f}")


def print_memory(recipe: Recipe, steps: int, size: int) -> None:
    """Views and a step, as trainings make them, and with the memory of all that given back."""
    views = Views(recipe.augment, recipe.input, 0)
    side = round(recipe.input.size * MARGIN)
    pixels = torch.randint(256, (size, side, side, 3), dtype=torch.uint8, device=DEVICE)
    step = Step(recipe, (Loss("normalised-softmax"),), size=size)

    def once(memory: Callable[[], AbstractContextManager[None]]) -> float:
        with memory():
            times = []
            for _ in range(3):
                began = _now()
                step.images = views.random(pixels)
                step(torch.bfloat16)
                times.append(_now() - began)
            return times[-1]  # the first ones take what is kept

    given_back, kept = medians([partial(once, nullcontext), partial(once, kept_memory)], steps)
    print(f"{recipe.name}: {size / given_back:.0f} images/s, views as well; with memory that is")
    print(f"kept {size / kept:.0f}: {given_back / kept:.3f}")


if __name__ == "__main__":
    main()
