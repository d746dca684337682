"""The doctor's look at the data, without a training."""

from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.pixels import decode_digests
from lookalike.training.doctor import Finding, examine_data


def check_files(images: LabelledImages, label: str | None = None) -> list[Finding]:
    """Read every file once; nothing is kept."""
    digests, failures = decode_digests(images.paths)
    return examine_data(images.column(label), images.split, digests, failures)
