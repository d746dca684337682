"""Evaluate a collection with its own vectors and weights, by a label attribute."""

from dataclasses import replace

import numpy as np

from lookalike.collection import Collection
from lookalike.datasets.labels import label_remarks, label_text
from lookalike.errors import InputError
from lookalike.evaluation.evaluate_vectors import DEFAULTS, evaluate_vectors
from lookalike.evaluation.protocol import EvaluationSettings
from lookalike.evaluation.result import EvaluationReport
from lookalike.evaluation.vectors import LabelledVectors
from lookalike.search.blend import roots
from lookalike.tables.remark import counted


def evaluate_collection(
    collection: Collection,
    label: str,
    where: str | None = None,
    settings: EvaluationSettings = DEFAULTS,
) -> EvaluationReport:
    """
    Evaluate by leave-one-out the items that have the attribute `label`; others are counted.

    The stored vectors are used. Of duplicates, only exact copies are found.
    """
    found, remarks, unlabelled = labelled_vectors(collection, label, where)
    name = " + ".join(f"{part} {weight:g}" for part, weight in collection.weights.items())
    scale = roots(collection.parts, collection.weights)
    found = replace(found, vectors=found.vectors * scale)
    report = evaluate_vectors(found, None, replace(settings, column=label), name)
    excluded = {**report.protocol.excluded, "unlabelled": unlabelled}
    protocol = replace(report.protocol, excluded=excluded)
    return replace(report, protocol=protocol, remarks=remarks)


def labelled_vectors(
    collection: Collection, label: str, where: str | None = None
) -> tuple[LabelledVectors, tuple[str, ...], int]:
    """
    Return the items that have the attribute, with their stored vectors.

    Also remarks on its values and on items without it; and the number of items without it.
    """
    condition = collection.condition(where)
    vectors, labels, sources, digests, unlabelled = [], [], [], [], list[str]()
    for record in collection.store.scan(condition, vectors=True):
        value = record.item.attributes.get(label)
        if isinstance(value, list | tuple):
            raise InputError(
                f"{label} has several values in one item; a label must be a single value"
            )
        text = label_text(value)
        if not text or record.vector is None:
            unlabelled.append(record.item.source)
            continue
        vectors.append(record.vector)
        labels.append(text)
        sources.append(record.item.source)
        digests.append(record.origin.digest or record.item.id)
    if not labels:
        raise InputError(
            f"no item has the attribute {label!r}; `lookalike list` shows their attributes"
        )
    found = LabelledVectors(np.stack(vectors), np.array(labels), tuple(sources), np.array(digests))
    remarks = list(label_remarks(label, labels))
    if unlabelled:
        items = counted(len(unlabelled), "item has", "items have")
        are = "is" if len(unlabelled) == 1 else "are"
        remarks.insert(0, f"{items} no {label!r}, and {are} left out (such as {unlabelled[0]})")
    return found, tuple(remarks), len(unlabelled)
