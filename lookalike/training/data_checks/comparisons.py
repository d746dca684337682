"""Check triplets or pairs before a training."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lookalike.datasets.compared import ComparedImages
from lookalike.training.data_checks.findings import FEW_QUERIES, LEAK_SHARE, Finding, bad_files

FEW_LINES = 30  # least number of training lines


def examine_compared(
    images: ComparedImages, digests: NDArray[np.str_], failures: Mapping[int, str]
) -> list[Finding]:
    """Check the lines; (n,) digests of the files; lines with unreadable ones do not count."""
    read = ~np.isin(images.lines, list(failures)).any(axis=1)
    lines, split = digests[images.lines[read]], images.split[read]
    same = None if images.same is None else images.same[read]
    found = [bad_files(len(images), failures), *_few(split, images.kind)]
    if same is not None:
        found += [_one_answer(same[split == name], name) for name in ("train", "validation")]
    found += [_leak(lines, split, images.kind), _shared(lines, split, images)]
    return [finding for finding in found if finding]


def _few(split: NDArray[np.str_], kind: str) -> list[Finding]:
    train, held = (int((split == name).sum()) for name in ("train", "validation"))
    found = []
    if train < FEW_LINES:
        text = f"only {train:,} {kind} to train on; add lines: at least {FEW_LINES} are needed"
        found.append(Finding("few-lines", text))
    if held < FEW_QUERIES:
        text = f"only {held:,} {kind} are held out, so metrics are mostly chance; add lines"
        found.append(Finding("few-lines", text, fatal=not held))
    return found


def _one_answer(same: NDArray[np.bool_], split: str) -> Finding | None:
    if same.any() != same.all() or not len(same):
        return None
    answer = "the same" if same.all() else "different"
    text = f"all {len(same):,} {split} pairs are {answer}"
    return Finding(
        "one-answer", f"{text}, so there is nothing to distinguish; add pairs of the other kind"
    )


def _leak(lines: NDArray[np.str_], split: NDArray[np.str_], kind: str) -> Finding | None:
    """Find held-out lines that are also in train; a pair's sides may be swapped."""
    plain = np.sort(lines, axis=1) if kind == "pairs" else lines
    known = set(map(tuple, plain[split == "train"].tolist()))
    held = list(map(tuple, plain[split != "train"].tolist()))
    leaked = sum(line in known for line in held)
    if not leaked:
        return None
    text = f"{leaked:,} of {len(held):,} validation and test {kind} are also in train"
    fatal = leaked > LEAK_SHARE * len(held)
    return Finding("leak", f"{text}, which inflates the metrics; remove them from one side", fatal)


def _shared(
    lines: NDArray[np.str_], split: NDArray[np.str_], images: ComparedImages
) -> Finding | None:
    held = np.unique(lines[split != "train"])
    shared = int(np.isin(held, lines[split == "train"]).sum())
    if not shared:
        return None
    text = f"{shared:,} of {len(held):,} held-out images are also in {images.kind} of train"
    if images.by_line:
        text += ", as all lines are connected by images, so single lines were held out"
    return Finding(
        "shared-images", f"{text}; the metrics are not valid for new images", fatal=False
    )
