"""Default weights of the parts."""

from collections.abc import Iterable

# By photos of clothes, and of things of kinds that the bundled network never saw: all that colour
# can have for .01 of P@5 (docs/benchmarks.md). Kinds need none of it; but of two dresses people
# take the red one for more like a red one.
DEFAULT_WEIGHTS = {"learned": 0.8, "colour": 0.1, "texture": 0.02, "shape": 0.08}
WITHOUT_NETWORK = {"colour": 0.2, "texture": 0.15, "shape": 0.65}
OTHER = 0.5  # a part of another name


def default_weights(parts: Iterable[str]) -> dict[str, float]:
    """Return the default weights of these parts, summing to 1."""
    names = list(parts)
    known = DEFAULT_WEIGHTS if "learned" in names else WITHOUT_NETWORK
    weights = {name: known.get(name, OTHER) for name in names}
    total = sum(weights.values())
    return {name: round(weight / total, 6) for name, weight in weights.items()}
