"""
How well are copies of pictures found, beside perceptual hashes, and in which time?

    python benchmarks/duplicates.py [--set clothing] [--photos 120] [--copies-of 120]

Takes photos of DATA (LOOKALIKE_DATA or ../shared/data), makes 24 changed copies of some of them,
indexes all with the rest of the set, and asks for duplicates. A row for each change: the share of
copies that are in a group with their original, and how many have the tier that they should (either
tier counts for a picture that is only blurred or has noise). A false pair is one of different
photos in a group; `--seen FOLDER` writes each such pair as a picture, to be looked at: sets hold
copies of their own. Beside it stand hashes of ImageHash and PDQ in all eight orientations, on the
same copies, each with the five photos that are most like its original: at the threshold that gives
it precision .99, chosen on these very pairs.
"""

import argparse
import io
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from needed import DATA, need_all
from numpy.typing import NDArray
from picture_changes import CHANGES
from PIL import Image

from lookalike import Collection, Query, find_duplicates, index_folder
from lookalike.duplicates.result import Duplicates
from lookalike.duplicates.tiers import SAME_PICTURE

EITHER = {"blurred", "noisy", "coloured", "grey", "crop 2 %"}
HARD = 5  # photos that are most like an original, for the hashes


def main() -> None:
    """Print a row a change, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--set", default="clothing")
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--copies-of", type=int, default=120)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--seen", type=Path)
    asked = parser.parse_args()
    need_all(DATA / asked.set)
    files = sorted(p for p in (DATA / asked.set).rglob("*") if p.suffix.lower() in (".jpg", ".png"))
    order = np.random.default_rng(asked.seed).permutation(len(files))[: asked.photos]
    with tempfile.TemporaryDirectory() as scratch:
        photos = [files[i] for i in order]
        folder = Path(scratch, "photos")
        made = dict(plant(photos, asked.copies_of, folder))
        with Collection.open(Path(scratch, "c"), create=True) as collection:
            index_folder(collection, folder)
            began = time.perf_counter(), time.process_time()
            found = find_duplicates(collection, tiers=SAME_PICTURE)
            took = time.perf_counter() - began[0], time.process_time() - began[1]
            report(found, made, asked.seen)
            print(f"{found.items:,} items in {took[0]:.0f} s, {took[1]:.0f} s of processor time")
            hashes(collection, folder, made)


def plant(photos: Sequence[Path], copies_of: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Write the photos and the copies; yield the name of each copy with its change."""
    folder.mkdir()
    for number, path in enumerate(photos):
        data = path.read_bytes()
        (folder / f"{number:05}.jpg").write_bytes(data)
        if number >= copies_of:
            continue
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        for at, change in enumerate(CHANGES):
            changed = change.make(picture, np.random.default_rng([number, at])) or data
            suffix = {b"\x89P": "png", b"RI": "webp"}.get(changed[:2], "jpg")
            name = f"{number:05} {at:02}.{suffix}"
            (folder / name).write_bytes(changed)
            yield name, change.name


def report(found: Duplicates, made: dict[str, str], seen: Path | None) -> None:
    """Print recall by change, and precision."""
    tier_of = {change.name: change.tier for change in CHANGES}
    hit, right, false = Counter[str](), Counter[str](), list[tuple[str, str]]()
    joined = 0
    for group in found.groups:
        names = [Path(item.source).name for item in group.members]
        originals = {name[:5] for name in names}
        false += [(a, b) for a in sorted(originals) for b in sorted(originals) if a < b]
        joined += len(names) - 1
        for name in names:
            if name in made and any(n == f"{name[:5]}.jpg" for n in names):
                hit[made[name]] += 1
    right = tiers_of_pairs(found, made)
    total = Counter(made.values())
    print(f"{'change':16} {'found':>7} {'tier':>7}")
    for change in CHANGES:
        name = change.name
        print(f"{name:16} {hit[name] / total[name]:7.3f} {right[name] / total[name]:7.3f}")
    recall = hit.total() / total.total()
    precision = 1 - len(false) / max(joined, 1)
    print(
        f"recall {recall:.4f}, {len(false)} false of {joined} joins: precision {precision:.4f},",
        end=" ",
    )
    print(f"F1 {2 * precision * recall / (precision + recall):.4f}")
    assert set(tier_of) == set(total)
    if seen is not None:
        seen.mkdir(parents=True, exist_ok=True)
        sources = {Path(i.source).name[:5]: i.source for g in found.groups for i in g.members}
        for one, other in false:
            beside([sources[one], sources[other]], seen / f"{one} {other}.jpg")


def tiers_of_pairs(found: Duplicates, made: dict[str, str]) -> Counter[str]:
    """Count by change the copies whose own evidence has the tier that it should."""
    tier_of = {change.name: change.tier for change in CHANGES}
    right = Counter[str]()
    for group in found.groups:
        for item in group.members:
            name = Path(item.source).name
            if name in made:
                tier, change = item.tier, made[name]
                either = change in EITHER and tier in ("reencoded", "edited")
                right[change] += tier == tier_of[change] or either
    return right


def beside(sources: Sequence[str], path: Path) -> None:
    """Write pictures side by side."""
    pictures = [Image.open(source).convert("RGB").resize((240, 240)) for source in sources]
    sheet = Image.new("RGB", (240 * len(pictures), 240))
    for at, picture in enumerate(pictures):
        sheet.paste(picture, (240 * at, 0))
    sheet.save(path)


def hashes(collection: Collection, folder: Path, made: dict[str, str]) -> None:
    """Print recall at precision .99 of perceptual hashes on the same copies."""
    try:
        import imagehash
        import pdqhash
    except ImportError as error:
        print(f"no hashes: {error}")
        return
    kinds: dict[str, Callable[[Image.Image], list[NDArray[np.bool_]]]] = {
        "pHash": lambda p: [imagehash.phash(t).hash.ravel() for t in orientations(p)],
        "dHash": lambda p: [imagehash.dhash(t).hash.ravel() for t in orientations(p)],
        "wHash": lambda p: [imagehash.whash(t).hash.ravel() for t in orientations(p)],
        "PDQ": lambda p: [h.astype(bool) for h in pdqhash.compute_dihedral(np.asarray(p))[0]],
    }
    ids = {Path(item.source).name: item.id for item in collection.items()}
    pairs = list(compared(collection, ids, made))
    for kind, compute in kinds.items():
        began = time.process_time()
        names = sorted({name for pair in pairs for name in pair[:2]})
        known = {name: compute(Image.open(folder / name).convert("RGB")) for name in names}
        took = (time.process_time() - began) / len(names)
        distance = np.array([min((known[a][0] != b).sum() for b in known[c]) for a, c, _ in pairs])
        is_copy = np.array([copy for _, _, copy in pairs])
        order = np.argsort(distance, kind="stable")
        hits = np.cumsum(is_copy[order])
        precision = hits / np.arange(1, len(order) + 1)
        last = np.append(np.diff(distance[order]) > 0, True)  # a threshold takes all of a distance
        allowed = np.flatnonzero(last & (precision >= 0.99))
        recall = hits[allowed[-1]] / is_copy.sum() if len(allowed) else 0.0
        at = precision[allowed[-1]] if len(allowed) else 1.0
        f1 = 2 * at * recall / max(at + recall, 1e-9)
        print(
            f"{kind:6} recall {recall:.3f} at precision {at:.3f}: F1 {f1:.3f}; "
            f"{1e3 * took:.1f} ms a picture in all orientations"
        )


def orientations(picture: Image.Image) -> Iterator[Image.Image]:
    """The eight orientations of a picture."""
    for flat in (picture, picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)):
        for degrees in (0, 90, 180, 270):
            yield flat.rotate(degrees, expand=True)


def compared(
    collection: Collection, ids: dict[str, str], made: dict[str, str]
) -> Iterator[tuple[str, str, bool]]:
    """Yield each copy with its original, and with the photos most like that."""
    name_of = {i: name for name, i in ids.items()}
    near = defaultdict(list)
    for name in made:
        original = f"{name[:5]}.jpg"
        if original not in near:
            hits = collection.search(Query(f"id:{ids[original]}", limit=60))
            others = [name_of[hit.item.id] for hit in hits]
            near[original] = [o for o in others if o not in made][:HARD]
        yield original, name, True
        yield from ((other, name, False) for other in near[original])


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
