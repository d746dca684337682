"""
How long does the whole search for duplicates take, and how much memory, beside hashes?

    python benchmarks/duplicates_at_scale.py [--items 10000] [--share .03] [--side 1600]
    python benchmarks/duplicates_at_scale.py --stored --items 1000000 --tiers identical,reencoded

Photos of DATA (LOOKALIKE_DATA or ../shared/data), of which a share are copies, each made of
another photo by one of the changes of `picture_changes.py`. First they are indexed. Then each row
is a process of its own: the tiers `identical` and `reencoded`, then all of the same picture, on a
collection that knows no thumbprints yet; then ImageHash's pHash and PDQ, from files to groups, each
in one orientation, with pairs of at most 4 and 31 bits. Processor time counts all threads. With
`--side`, photos are enlarged to a long side of so many pixels, as cameras have them.

With `--stored`, at most `--real` photos are indexed, and the other items are written straight into
the store: each has the file of one of these photos, a vector and a thumbprint that are mixed of two
others, and a digest of its own; a copy has the same file, a vector and a thumbprint with a little
noise, and in one of four cases the same digest. So pictures are read and compared as they are
otherwise; what is left out is indexing them, and reading all files once for their thumbprints.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from needed import DATA, need_all
from numpy.typing import NDArray
from picture_changes import CHANGES
from PIL import Image

from lookalike import Collection, find_duplicates, index_folder
from lookalike.duplicates.candidates import BY_VECTORS
from lookalike.duplicates.groups import Sets
from lookalike.duplicates.near import oriented
from lookalike.duplicates.orientation import MIRRORED
from lookalike.duplicates.tiers import SAME_PICTURE, parse_tiers
from lookalike.images.thumbprint import as_text, from_texts
from lookalike.stores.base import Origin, Record
from lookalike.types import Item, Vectors

SETS = "caltech80", "clothing", "tiny200"
SUFFIXES = ".jpg", ".jpeg", ".png"
BATCH = 1000
PHASH_BITS, PDQ_BITS = 4, 31


def main() -> None:
    """Print a row for each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=0.03)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--side", type=int)
    parser.add_argument("--stored", action="store_true")
    parser.add_argument("--real", type=int, default=5000)
    parser.add_argument("--tiers", default="")
    parser.add_argument("--stage", nargs=2, metavar=("STAGE", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        measured(asked.stage[0], Path(asked.stage[1]), asked)
        return
    need_all(*(DATA / name for name in asked.sets))
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        made = draw(place / "photos", asked)
        (place / "made.json").write_text(json.dumps(made))
        ways = ["index", *(["store"] if asked.stored else []), *wanted(asked)]
        for way in ways:
            told = json.loads(stage(way, place))
            print(
                f"{way:40} {told['cpu_s']:9.1f} s of processor time, {told['s']:8.1f} s, "
                f"{told['peak_mb']:6,.0f} MB  {told['said']}",
                flush=True,
            )


def wanted(asked: argparse.Namespace) -> list[str]:
    """The searches, and the hashes beside them."""
    searches = [asked.tiers] if asked.tiers else ["identical,reencoded", ",".join(SAME_PICTURE)]
    return searches if asked.stored else [*searches, "pHash", "PDQ"]


def stage(way: str, place: Path) -> str:
    """Run one way in a process of its own; its last line is what it measured."""
    command = [sys.executable, __file__, *sys.argv[1:], "--stage", way, str(place)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()[-1]


def measured(way: str, place: Path, asked: argparse.Namespace) -> None:
    """Do it, and print its cost as JSON."""
    own = place / f"collection {way}"
    if "," in way or way in SAME_PICTURE:
        shutil.copytree(place / "collection", own)
    began = time.perf_counter(), time.process_time()
    match way:
        case "index":
            said = indexed(place)
        case "store":
            said = stored(place, asked.items, asked.share, asked.tiers or ",".join(SAME_PICTURE))
        case "pHash" | "PDQ":
            said = hashed(place, way)
        case _:
            said = found(place, own, way)
    used = resource.getrusage(resource.RUSAGE_SELF)
    shutil.rmtree(own, ignore_errors=True)
    told = {"cpu_s": time.process_time() - began[1], "s": time.perf_counter() - began[0]}
    print(json.dumps({**told, "peak_mb": used.ru_maxrss / 1024, "said": said}))


def draw(folder: Path, asked: argparse.Namespace) -> dict[str, str]:
    """Write photos and copies; return the name of each copy with its original's."""
    folder.mkdir()
    items = min(asked.items, asked.real) if asked.stored else asked.items
    copies = max(1, round(items * asked.share))
    photos = list[Path]()
    for name in asked.sets:  # the first sets have larger pictures
        if len(photos) < items - copies:
            photos += [f for f in sorted((DATA / name).rglob("*")) if f.suffix.lower() in SUFFIXES]
    if items - copies > len(photos):
        sys.exit(f"there are {len(photos):,} photos; with --stored there may be more items")
    rng = np.random.default_rng(0)
    chosen = []
    for number, at in enumerate(rng.permutation(len(photos))[: items - copies]):
        chosen.append(folder / f"{number:06}{photos[at].suffix.lower()}")
        if asked.side is None:
            shutil.copyfile(photos[at], chosen[-1])
            continue
        picture = Image.open(photos[at]).convert("RGB")
        scale = asked.side / max(picture.size)
        size = round(picture.width * scale), round(picture.height * scale)
        picture.resize(size, Image.Resampling.BICUBIC).save(chosen[-1], quality=90)
    made = {}
    for number, at in enumerate(rng.choice(len(chosen), copies, replace=False)):
        change, data = CHANGES[number % len(CHANGES)], chosen[at].read_bytes()
        changed = change.make(Image.open(chosen[at]).convert("RGB"), rng) or data
        suffix = {b"\x89P": "png", b"RI": "webp"}.get(changed[:2], "jpg")
        name = f"{at:06} {change.name}.{suffix}"
        (folder / name).write_bytes(changed)
        made[name] = chosen[at].name
    return made


def indexed(place: Path) -> str:
    """Index the photos."""
    with Collection.open(place / "collection", create=True) as collection:
        report = index_folder(collection, place / "photos")
        return f"{report.added:,} files"


def stored(place: Path, items: int, share: float, tiers: str) -> str:
    """Write further items straight into the store."""
    rng, made = np.random.default_rng(1), json.loads((place / "made.json").read_text())
    with Collection.open(place / "collection") as collection:
        find_duplicates(collection, tiers=["reencoded"])  # makes thumbprints
        real = [r for r in collection.store.scan(vectors=True) if r.origin.thumbprint]
        prints = from_texts([r.origin.thumbprint for r in real])
        vectors = np.stack([np.asarray(r.vector, np.float32) for r in real])
        parts = list(collection.parts.values())
        number = collection.count()
        while number < items:
            size = min(BATCH, items - number)
            copies = min(round(size * share), size // 2)
            some = mixed(real, prints, vectors, parts, number, size - copies, rng)
            for copy, original in zip(copied(some, copies, parts, rng), some[:copies], strict=True):
                made[copy.item.id] = original.item.id
                some.append(copy)
            collection.store.put(some)
            number += size
        if set(parse_tiers(tiers)) & BY_VECTORS:
            collection.store.optimize()
    (place / "made.json").write_text(json.dumps(made))
    return f"{number:,} items of {vectors.shape[1]} numbers"


def mixed(
    real: Sequence[Record],
    prints: NDArray[np.uint8],
    vectors: Vectors,
    parts: Sequence[slice],
    number: int,
    count: int,
    rng: np.random.Generator,
) -> list[Record]:
    """New items, each with a vector and a thumbprint of two real ones."""
    one, other, shown = (rng.integers(0, len(real), count) for _ in range(3))
    share = rng.uniform(0.35, 0.65, (count, 1)).astype(np.float32)
    grey = share * prints[one] + (1 - share) * oriented(prints[other], MIRRORED)
    grey = np.clip(grey + rng.normal(0, 6, grey.shape), 0, 255).astype(np.uint8)
    rows = noisy(share * vectors[one] + (1 - share) * vectors[other], 0.3, parts, rng)
    made = []
    for at, like in enumerate(real[row] for row in shown):
        item = Item(f"s{number + at:07}", like.item.source, like.item.attributes)
        content = rng.bytes(16).hex()
        origin = Origin(like.origin.size, 0, content, thumbprint=as_text(grey[at]))
        made.append(Record(item, origin, rows[at]))
    return made


def copied(
    some: list[Record], count: int, parts: Sequence[slice], rng: np.random.Generator
) -> list[Record]:
    """A copy of each of the first items."""
    made = []
    for at, record in enumerate(some[:count]):
        grey = from_texts([record.origin.thumbprint])[0] + rng.normal(0, 2, 256)
        print_ = as_text(np.clip(grey, 0, 255).astype(np.uint8))
        content = rng.bytes(16).hex() if at % 4 else record.origin.digest
        assert record.vector is not None
        row = noisy(record.vector[None], 0.05, parts, rng)[0]
        item = replace(record.item, id=f"{record.item.id}c")
        made.append(Record(item, replace(record.origin, digest=content, thumbprint=print_), row))
    return made


def noisy(rows: Vectors, noise: float, parts: Sequence[slice], rng: np.random.Generator) -> Vectors:
    """The same with noise of that length in each part, of length 1."""
    made = rows.astype(np.float32)
    for part in parts:
        there = made[:, part]
        there += rng.normal(0, noise / np.sqrt(there.shape[1]), there.shape).astype(np.float32)
        there /= np.maximum(np.linalg.norm(there, axis=1, keepdims=True), 1e-6)
    return made


def found(place: Path, own: Path, tiers: str) -> str:
    """Look for duplicates."""
    steps, last = dict[str, float](), [time.process_time()]

    def tell(step: str, done: int, total: int) -> None:
        steps[step] = steps.get(step, 0) + time.process_time() - last[0]
        last[0] = time.process_time()

    with Collection.open(own) as collection:
        result = find_duplicates(collection, tiers=parse_tiers(tiers), on_step=tell)
    groups = [
        [
            m.id if m.id.startswith("s") and m.id[1:8].isdigit() else Path(m.source).name
            for m in g.members
        ]
        for g in result.groups
    ]
    spent = ", ".join(f"{step} {s:.0f} s" for step, s in steps.items())
    return f"{told(place, groups)}; {spent}"


def told(place: Path, groups: Sequence[Sequence[str]]) -> str:
    """How many copies are in a group with their original, and what else is in groups."""
    made = json.loads((place / "made.json").read_text())
    group_of = {name: at for at, group in enumerate(groups) for name in group}
    hit = sum(c in group_of and group_of[c] == group_of.get(o) for c, o in made.items())
    joins = sum(len(group) - 1 for group in groups)
    return f"{hit:,} of {len(made):,} copies, {joins - hit:,} other joins"


def hashed(place: Path, kind: str) -> str:
    """Hash all files, and group what is near."""
    paths = sorted((place / "photos").iterdir())
    hashes = np.stack(list(computed(paths, kind)))
    sets, bits = Sets(), PHASH_BITS if kind == "pHash" else PDQ_BITS
    for row in range(len(hashes)):
        distance = np.bitwise_count(hashes[row + 1 :] ^ hashes[row]).sum(axis=1, dtype=np.int32)
        for other in np.flatnonzero(distance <= bits):
            sets.unite(paths[row].name, paths[row + 1 + other].name)
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(sets.root(path.name), []).append(path.name)
    return told(place, [group for group in groups.values() if len(group) > 1])


def computed(paths: Sequence[Path], kind: str) -> Iterator[NDArray[np.uint64]]:
    """The hash of each file, as words of 64 bits."""
    for path in paths:
        with Image.open(path) as picture:
            bits: Any
            if kind == "pHash":
                import imagehash

                bits = imagehash.phash(picture).hash.ravel()
            else:
                import pdqhash

                bits = pdqhash.compute(np.asarray(picture.convert("RGB")))[0].astype(bool)
        yield np.packbits(bits).view(np.uint64)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
