"""Learning-rate schedule."""

import math

from lookalike.recipes.recipe import Optimiser


def rate_factor(recipe: Optimiser, progress: float) -> float:
    """Return the factor on the rate at a progress from 0 to 1."""
    if recipe.warmup > 0 and progress < recipe.warmup:
        return progress / recipe.warmup
    if recipe.schedule == "constant":
        return 1.0
    left = (progress - recipe.warmup) / max(1e-9, 1 - recipe.warmup)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, left)))
