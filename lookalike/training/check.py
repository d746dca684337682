"""The doctor's look at the data, without a training."""

from lookalike.datasets.compared import ComparedImages
from lookalike.datasets.labelled import LabelledImages
from lookalike.datasets.pixels import decode_digests
from lookalike.training.doctor import Finding, examine_data
from lookalike.training.examine_compared import examine_compared


def check_files(images: LabelledImages | ComparedImages, label: str | None = None) -> list[Finding]:
    """Read every file once; nothing is kept."""
    digests, failures = decode_digests(images.paths)
    if isinstance(images, ComparedImages):
        return examine_compared(images, digests, failures)
    return examine_data(images.column(label), images.split, digests, failures)
