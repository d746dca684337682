"""
How often does `copies="once"` err about what is the same picture?

    python benchmarks/same_picture.py [--photos 300] [--limit 100000] [--seen FOLDER]

Takes every photo of clothing and caltech80 in DATA (LOOKALIKE_DATA or ../shared/data). Copies: of
some photos, saved again in ways that keep the picture; a row has the share that `same_picture`
finds. Others: of all pairs of different photos of a set, those that it takes for one picture, each
with its cosine; `--seen FOLDER` writes each as a picture, to be looked at: sets hold copies of
their own. Both with thumbprints, which a collection has once its duplicates were looked for, and by
the vectors alone.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from needed import DATA, need_all
from picture_changes import CHANGES
from PIL import Image

from lookalike.encoders.catalogue import DEFAULT, as_encoder
from lookalike.encoders.layout import Layout
from lookalike.images.decode import decode
from lookalike.images.thumbprint import as_text, small_grey
from lookalike.shortlist.copies import LIKE, same_picture
from lookalike.stores.base import Origin, Record
from lookalike.types import Item

AT_ONCE = 16


def main() -> None:
    """Print a row a change, and the pairs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--limit", type=int, default=100_000)
    parser.add_argument("--seen", type=Path)
    asked = parser.parse_args()
    need_all(DATA / "clothing", DATA / "caltech80")
    layout = Layout([as_encoder(name) for name in DEFAULT])
    for name in ("clothing", "caltech80"):
        files = sorted((DATA / name).rglob("*.jpg"))
        order = np.random.default_rng(0).permutation(len(files))[: asked.limit]
        chosen = [files[i] for i in order]
        photos = records(layout, chosen, [path.read_bytes() for path in chosen])
        print(f"\n{name}: {len(photos):,} photos; share of copies found")
        print(f"{'':16}{'with thumbprints':>18}{'by vectors alone':>18}")
        for change in CHANGES:
            if change.tier == "reencoded":
                told(layout, change.name, photos[: asked.photos])
        pairs_of(photos, asked.seen)


def records(layout: Layout, names: Sequence[Path], files: Sequence[bytes]) -> list[Record]:
    """The records that a collection keeps of these files, with thumbprints."""
    made = list[Record]()
    for start in range(0, len(files), AT_ONCE):
        pixels = [decode(f, layout.short_side).pixels for f in files[start : start + AT_ONCE]]
        for at, (image, vector) in enumerate(zip(pixels, layout.encode(pixels), strict=True)):
            origin = Origin(thumbprint=as_text(small_grey(image)))
            made.append(Record(Item(str(names[start + at]), ""), origin, vector))
    return made


def bare(record: Record) -> Record:
    """The same without its thumbprint."""
    return replace(record, origin=Origin())


def told(layout: Layout, name: str, photos: Sequence[Record]) -> None:
    """Print how many of the photos are found again after a change."""
    change, paths = next(c for c in CHANGES if c.name == name), [Path(r.item.id) for r in photos]
    files = list[bytes]()
    for number, path in enumerate(paths):
        with Image.open(path) as image:
            files.append(change.make(image.convert("RGB"), np.random.default_rng(number)))
    both = list(zip(photos, records(layout, paths, files), strict=True))
    found = np.mean([same_picture(one, copy) for one, copy in both])
    alone = np.mean([same_picture(bare(one), bare(copy)) for one, copy in both])
    print(f"{name:16}{found:18.3f}{alone:18.3f}")


def pairs_of(photos: Sequence[Record], seen: Path | None) -> None:
    """Print the pairs of different photos that are taken for one picture."""
    rows = np.array([record.vector for record in photos])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    close = [
        (at, int(to), float(cosine))
        for at in range(len(rows))
        for to, cosine in zip(
            *(lambda c: (np.flatnonzero(c >= LIKE) + at + 1, c[c >= LIKE]))(
                rows[at + 1 :] @ rows[at]
            ),
            strict=True,
        )
    ]
    count = len(photos) * (len(photos) - 1) // 2
    print(f"of {count:,} pairs of photos, {len(close):,} have a cosine of {LIKE} or more")
    ways = {"with thumbprints": lambda record: record, "by vectors alone": bare}
    for way, seen_as in ways.items():
        taken = [
            (at, to, cosine)
            for at, to, cosine in close
            if same_picture(seen_as(photos[at]), seen_as(photos[to]))
        ]
        print(f"{way}: {len(taken)} are taken for one picture")
        for number, (at, to, cosine) in enumerate(sorted(taken, key=lambda pair: pair[2])):
            one, other = (Path(photos[i].item.id) for i in (at, to))
            print(f"  {cosine:.3f} {one.parent.name}/{one.name} {other.parent.name}/{other.name}")
            if seen is not None:
                side_by_side(one, other, seen / f"{way} {number:03} {cosine:.3f}.png")


def side_by_side(one: Path, other: Path, into: Path) -> None:
    """Write a picture of both."""
    into.parent.mkdir(parents=True, exist_ok=True)
    sheet = Image.new("RGB", (400, 200), "white")
    for place, path in enumerate((one, other)):
        with Image.open(path) as image:
            sheet.paste(image.convert("RGB").resize((198, 198)), (place * 201, 1))
    sheet.save(into)


if __name__ == "__main__":
    main()
