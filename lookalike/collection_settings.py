"""The encoder settings that a collection saves, and the check that they still match."""

from collections.abc import Sequence
from dataclasses import replace

from lookalike.encoders.base import Encoder
from lookalike.encoders.catalogue import load_encoder, spec_of
from lookalike.encoders.layout import Layout
from lookalike.errors import EncoderError, EncodersDiffer
from lookalike.images.decode import PREPROCESSING
from lookalike.search.weights import default_weights
from lookalike.stores.base import Store
from lookalike.stores.settings import KnownEncoder, Settings
from lookalike.system.clock import now_text


def settings_of(layout: Layout) -> Settings:
    """Return the settings of a new collection."""
    return Settings(
        _described(layout),
        default_weights(layout.parts),
        PREPROCESSING,
        now_text(),
    )


def remember(store: Store, layout: Layout) -> None:
    """Save where the encoders are loaded from now, as a network's file may have moved."""
    store.update_settings(lambda settings: replace(settings, encoders=_described(layout)))


def load_layout(known: Sequence[KnownEncoder]) -> Layout:
    """Load the encoders; EncoderError if one is missing, EncodersDiffer if one has changed."""
    layout = Layout([_load(encoder.spec) for encoder in known])
    check_same(known, layout)
    return layout


def check_same(known: Sequence[KnownEncoder], layout: Layout) -> None:
    """Raise EncodersDiffer if vectors of this layout would differ from those of the collection."""
    now = [(e.name, e.fingerprint) for e in layout.encoders]
    then = [(e.name, e.fingerprint) for e in known]
    if now != then:
        changed = sorted({name for name, _ in set(now) ^ set(then)})
        how = f"{', '.join(changed)} differ" if changed else "in another order"
        raise EncodersDiffer(
            f"the collection was made with other encoders ({how}), "
            "and their vectors cannot be mixed; index into a new collection"
        )


def _load(spec: str) -> Encoder:
    try:
        return load_encoder(spec)
    except EncoderError as error:
        raise EncoderError(
            f"the collection was made with an encoder that cannot be loaded: {error}; "
            "bring it back, or say where it is now: index with --encoder"
        ) from error


def _described(layout: Layout) -> tuple[KnownEncoder, ...]:
    return tuple(KnownEncoder(e.name, spec_of(e), e.dim, e.fingerprint) for e in layout.encoders)
