"""What a collection writes down of its encoders, and whether they are still the same."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import load_encoder, spec_of
from lookalike.encoders.layout import Layout
from lookalike.errors import EncoderError, EncodersDiffer, QueryError, StoreError
from lookalike.images.decode import PREPROCESSING
from lookalike.search.blend import normalise
from lookalike.search.weights import default_weights
from lookalike.stores.base import Store
from lookalike.stores.embedded.head import HELP

Known: TypeAlias = Sequence[dict[str, Any]]
"""Of each encoder `name`, `spec` (where it is loaded from), `dim` and `fingerprint`."""


def settings_of(layout: Layout) -> dict[str, Any]:
    """Of a new collection."""
    return {
        "encoders": _described(layout),
        "weights": default_weights(layout.parts),
        "preprocessing": PREPROCESSING,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def check_settings(settings: Mapping[str, Any], dim: int) -> None:
    """StoreError where they are not what `settings_of` makes: damaged, or changed by hand."""
    try:
        encoders, weights = settings["encoders"], settings["weights"]
        words = [encoder[name] for encoder in encoders for name in ("name", "spec", "fingerprint")]
        parts = parts_of(encoders)
        is_whole = all(isinstance(word, str) for word in words) and bool(normalise(parts, weights))
        is_whole &= sum(encoder["dim"] for encoder in encoders) == dim
        is_whole &= all(isinstance(folder, str) for folder in settings.get("folders", []))
        is_whole &= all(isinstance(run, dict) for run in dict(settings.get("runs", {})).values())
    except (KeyError, TypeError, ValueError, AttributeError, QueryError) as error:
        raise StoreError(f"the collection's settings are damaged ({error!r}); {HELP}") from error
    if not is_whole:
        raise StoreError(f"the collection's settings are damaged; {HELP}")


def remember(store: Store, layout: Layout) -> None:
    """A network may have moved: it is loaded from where it is now."""
    encoders = _described(layout)
    if encoders != store.settings["encoders"]:
        store.update_settings(lambda settings: {**settings, "encoders": encoders})


def load_layout(known: Known) -> Layout:
    """The encoders; EncoderError where one has gone, EncodersDiffer where one has changed."""
    layout = Layout([_load(encoder["spec"]) for encoder in known])
    check_same(known, layout)
    return layout


def check_same(known: Known, layout: Layout) -> None:
    """EncodersDiffer where vectors of this layout would be others."""
    now = [(e.name, e.fingerprint) for e in layout.encoders]
    then = [(e["name"], e["fingerprint"]) for e in known]
    if now != then:
        changed = sorted({name for name, _ in set(now) ^ set(then)})
        how = f"{', '.join(changed)} differ" if changed else "in another order"
        raise EncodersDiffer(
            f"the collection was made with other encoders ({how}), "
            "and their vectors cannot be mixed; index into a new collection"
        )


def parts_of(known: Known) -> dict[str, slice]:
    """Where each part lies in a vector."""
    parts, start = {}, 0
    for encoder in known:
        parts[encoder["name"]] = slice(start, start + encoder["dim"])
        start += encoder["dim"]
    return parts


def _load(spec: str) -> Encoder:
    try:
        return load_encoder(spec)
    except EncoderError as error:
        raise EncoderError(
            f"the collection was made with an encoder that cannot be loaded: {error}; "
            "bring it back, or say where it is now: index with --encoder"
        ) from error


def _described(layout: Layout) -> list[dict[str, Any]]:
    return [
        {"name": e.name, "spec": spec_of(e), "dim": e.dim, "fingerprint": e.fingerprint}
        for e in layout.encoders
    ]
