"""
Are pictures of one scene told as a burst, with and without the times of their capture?

    python benchmarks/bursts.py [--set caltech80] [--photos 600] [--bursts 60]

There are no public bursts at hand, so they are made: each of some photos becomes three frames a
second or two apart, as a hand-held camera takes them: another part of 92 % of the scene, turned by
up to 1.5 degrees, a little brighter or darker, with noise; and its middle moved by 3 to 8 % of the
width, as people move. The other photos are 20 seconds apart, in the order of their classes. First
the files say when they were taken, then they do not. A join is wrong if its group has two scenes.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from needed import DATA, need_all
from picture_changes import turned
from PIL import Image, ImageDraw, ImageFilter

from lookalike import Collection, find_duplicates, index_folder
from lookalike.duplicates.result import Duplicates
from lookalike.duplicates.tiers import SAME_PICTURE

FRAMES = 3
BEGAN = np.datetime64("2026-05-01T10:00:00")
TAKEN = 0x8769, 0x9003  # where EXIF has the time of capture


def main() -> None:
    """Print a row with times, and one without."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--set", default="caltech80")
    parser.add_argument("--photos", type=int, default=600)
    parser.add_argument("--bursts", type=int, default=60)
    asked = parser.parse_args()
    need_all(DATA / asked.set)
    files = sorted(p for p in (DATA / asked.set).rglob("*") if p.suffix.lower() == ".jpg")
    photos = files[:: max(1, len(files) // asked.photos)][: asked.photos]
    for has_times in (True, False):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "photos")
            shoot(photos, asked.bursts, folder, has_times)
            with Collection.open(Path(scratch, "c"), create=True) as collection:
                index_folder(collection, folder)
                found = find_duplicates(collection)
        print("with times:   " if has_times else "without times:", told(found, asked.bursts))


def shoot(photos: list[Path], bursts: int, folder: Path, has_times: bool) -> None:
    """Write the photos; evenly spread, some of them as bursts."""
    folder.mkdir()
    every = max(1, len(photos) // bursts)
    for number, path in enumerate(photos):
        rng = np.random.default_rng(number)
        picture = Image.open(path).convert("RGB")
        is_burst = number % every == 0 and number // every < bursts
        frames = [frame(picture, rng) for _ in range(FRAMES)] if is_burst else [picture]
        for at, shot in enumerate(frames):
            exif = Image.Exif()
            if has_times:
                seconds = 20 * number + int(at * rng.integers(1, 3))
                taken = str(BEGAN + np.timedelta64(seconds, "s"))
                exif.get_ifd(TAKEN[0])[TAKEN[1]] = taken.replace("-", ":").replace("T", " ")
            kind = "burst" if is_burst else "alone"
            shot.save(folder / f"{number:05} {at} {kind}.jpg", quality=92, exif=exif)


def frame(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The scene as a camera in the hand has it next."""
    w, h = picture.size
    moved = picture.copy()
    mask = Image.new("L", (w, h))
    ImageDraw.Draw(mask).ellipse((w * 0.3, h * 0.3, w * 0.7, h * 0.7), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(w / 60))
    by = [int(rng.choice([-1, 1]) * rng.uniform(0.03, 0.08) * w) for _ in range(2)]
    shifted = picture.transform((w, h), Image.Transform.AFFINE, (1, 0, by[0], 0, 1, by[1]))
    moved = Image.composite(shifted, moved, mask)
    moved = turned(moved, float(rng.uniform(-1.5, 1.5)))
    w, h = moved.size
    left, top = (int(rng.uniform(0, 0.08) * side) for side in (w, h))
    part = moved.crop((left, top, left + int(w * 0.92), top + int(h * 0.92)))
    pixels = np.asarray(part, np.float32) * rng.uniform(0.92, 1.08)
    pixels += rng.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def told(found: Duplicates, bursts: int) -> str:
    """Count the frames that are joined with another of their burst, by tier, and wrong joins."""
    right, wrong = Counter[str](), Counter[str]()
    for group in found.groups:
        kind = "same picture" if group.tier in SAME_PICTURE else group.tier
        scenes = Counter(Path(member.source).name[:5] for member in group.members)
        wrong[kind] += len(scenes) - 1
        for member in group.members:
            name = Path(member.source).name
            if "burst" in name and scenes[name[:5]] > 1:
                right[kind] += 1
    frames = bursts * FRAMES
    shares = ", ".join(f"{kind} {count / frames:.2f}" for kind, count in sorted(right.items()))
    others = ", ".join(f"{count} as {kind}" for kind, count in sorted(wrong.items()) if count)
    return f"of {frames} frames: {shares or 'none'}; other joins: {others or 'none'}"


if __name__ == "__main__":
    sys.exit(main())
