"""Draw a small catalogue of products with known category, colour and pattern."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator, default_rng
from PIL import Image

from lookalike.datasets.drawn.backdrops import backdrops_for
from lookalike.datasets.drawn.categories import CATEGORIES
from lookalike.datasets.drawn.item import ItemSpec, draw_item
from lookalike.datasets.drawn.palette import COLOURS

COLUMNS = ("path", "category", "colour", "pattern", "price")
QUALITY = 90
PLAIN_SHARE = 0.4  # of all items; shops sell mostly plain things


@dataclass(frozen=True)
class DrawnItem:
    """One file of the catalogue and its attributes."""

    path: str
    """Relative to the catalogue's folder, with forward slashes."""
    category: str
    colour: str
    pattern: str
    price: float


def draw_catalogue(
    folder: Path, count: int = 320, seed: int = 7, size: int = 400
) -> list[DrawnItem]:
    """Write `<category>/<category>-<colour>-<pattern>-NNN.jpg` and `attributes.csv`.

    The same arguments give the same files, byte for byte, under one version of Pillow.
    """
    items = []
    for number, spec in enumerate(plan_catalogue(count, seed)):
        item = named(spec, number)
        target = folder / item.path
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw_item(spec, size)).save(target, quality=QUALITY)
        items.append(item)
    write_table(items, folder / "attributes.csv")
    return items


def plan_catalogue(count: int, seed: int) -> list[ItemSpec]:
    """Return specs in which every category and every colour is equally frequent."""
    chance = default_rng(seed)
    categories = dealt(tuple(CATEGORIES), count, chance)
    colours = dealt(tuple(COLOURS), count, chance)
    return [
        plan_item(category, colour, chance)
        for category, colour in zip(categories, colours, strict=True)
    ]


def plan_item(category: str, colour: str, chance: Generator) -> ItemSpec:
    """Choose pattern, backdrop and the rest at random."""
    kind = CATEGORIES[category]
    plain = chance.random() < PLAIN_SHARE
    low, high = kind.price
    return ItemSpec(
        category,
        colour,
        "plain" if plain else str(chance.choice(kind.patterns)),
        str(chance.choice(backdrops_for(colour))),
        round(float(chance.integers(low, high)) + 0.9, 2),
        int(chance.integers(2**32)),
    )


def dealt(names: Sequence[str], count: int, chance: Generator) -> list[str]:
    """Return `count` names: all of them shuffled, again and again."""
    decks = -(-count // len(names))
    return [str(name) for _ in range(decks) for name in chance.permutation(names)][:count]


def named(spec: ItemSpec, number: int) -> DrawnItem:
    """Return the path of the picture, with its attributes."""
    name = f"{spec.category}-{spec.colour}-{spec.pattern}-{number:03d}.jpg"
    path = f"{spec.category}/{name}"
    return DrawnItem(path, spec.category, spec.colour, spec.pattern, spec.price)


def write_table(items: Sequence[DrawnItem], target: Path) -> None:
    """Write one row per item."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(item, column) for column in COLUMNS] for item in items)
