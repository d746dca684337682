"""Check a data set without training (`lookalike train --check`)."""

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.pixels import decode_squares
from lookalike.images.thumbprint import thumbprints
from lookalike.training.data_checks.comparisons import examine_compared
from lookalike.training.data_checks.findings import Finding, examine_data, told
from lookalike.training.data_checks.near_copies import near_copies

SIDE = 32  # of the squares for finding copies: 3 kB per image, all in memory


def check_files(images: LabelledImages | ComparedImages, label: str | None = None) -> list[Finding]:
    """Run the data checks; reads every file once, and keeps nothing on disk."""
    if isinstance(images, LabelledImages):
        images = images.by(label)
    seen = decode_squares(images.paths, SIDE)
    failures = seen.named(images.paths)
    if isinstance(images, ComparedImages):
        return examine_compared(images, seen.digests, failures)
    findings = told(images.remarks)
    findings += examine_data(images.column(), images.split, seen.digests, failures)
    prints = thumbprints(seen.pixels)
    return findings + near_copies(images.paths, images.split, seen.digests, prints)
