"""What a collection writes about itself: a typed value, and how it is written as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from lookalike.errors import QueryError, StoreError
from lookalike.search.blend import normalise
from lookalike.types import Weights

HELP = (
    "nothing was removed; bring it back from a backup, or do what docs/look-after.md says under "
    "'A damaged collection'"
)


@dataclass(frozen=True)
class KnownEncoder:
    """An encoder that the vectors were made with."""

    name: str
    spec: str
    """Where it is loaded from."""
    dim: int
    fingerprint: str
    """Another one means other vectors."""


@dataclass(frozen=True)
class IndexedFolder:
    """A folder, and how it was indexed; written down before a run begins."""

    folder: str
    """Its whole path, links kept."""
    attributes: str = ""
    """The whole path of the table that was last indexed with it, if there was one."""
    is_unfinished: bool = False
    """The last run has not come to its end: it goes on, or was cut short."""
    is_operators: bool = True
    """Indexed by whoever runs the program; False where only requests have asked for it."""
    identity: str = ""
    """What stays when the folder is renamed; empty where nothing tells."""


@dataclass(frozen=True)
class Settings:
    """Of one collection; without encoders, it was never begun."""

    encoders: tuple[KnownEncoder, ...] = ()
    """In the order of their parts in a vector."""
    weights: Weights = field(default_factory=dict)
    """How much each part counts in a query that does not say."""
    preprocessing: str = ""
    """The version of `images.decode` that the vectors were made with."""
    created_at: str = ""
    """ISO 8601, UTC."""
    folders: tuple[IndexedFolder, ...] = ()
    """Those that were indexed, in the order in which they came."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """What another version of Lookalike has written, kept as it is."""

    @property
    def parts(self) -> dict[str, slice]:
        """Where the part of each encoder lies in a vector."""
        found, start = dict[str, slice](), 0
        for encoder in self.encoders:
            found[encoder.name] = slice(start, start + encoder.dim)
            start += encoder.dim
        return found


def read_settings(text: str, dim: int) -> Settings:
    """From what `written` made; StoreError where it is damaged, or of vectors of another length."""
    if not text:
        return Settings()
    try:
        told: dict[str, Any] = json.loads(text)
        settings = _read(told)
        normalise(settings.parts, settings.weights)
        is_whole = sum(encoder.dim for encoder in settings.encoders) == dim
    except (KeyError, TypeError, ValueError, AttributeError, QueryError) as error:
        raise StoreError(f"the collection's settings are damaged ({error!r}); {HELP}") from error
    if not is_whole:
        raise StoreError(f"the collection's settings are damaged; {HELP}")
    return settings


def written(settings: Settings) -> str:
    """As JSON, in which folders and what is known of them stand apart."""
    told = {
        **settings.others,
        "encoders": [asdict(encoder) for encoder in settings.encoders],
        "weights": dict(settings.weights),
        "preprocessing": settings.preprocessing,
        "created_at": settings.created_at,
        "folders": [one.folder for one in settings.folders],
        "runs": {one.folder: asdict(one) for one in settings.folders},
    }
    return json.dumps(told, ensure_ascii=False)


def _read(told: Mapping[str, Any]) -> Settings:
    names = ("encoders", "weights", "preprocessing", "created_at", "folders", "runs")
    return Settings(
        tuple(_encoder(one) for one in told["encoders"]),
        dict(told["weights"]),
        told.get("preprocessing", ""),
        told.get("created_at", ""),
        tuple(_folders(told.get("folders", []), told.get("runs", {}))),
        {name: value for name, value in told.items() if name not in names},
    )


def _encoder(told: Mapping[str, Any]) -> KnownEncoder:
    words = [told[name] for name in ("name", "spec", "fingerprint")]
    if not all(isinstance(word, str) for word in words) or type(told["dim"]) is not int:
        raise TypeError(f"an encoder is {dict(told)}")
    name, spec, fingerprint = words
    return KnownEncoder(name, spec, told["dim"], fingerprint)


def _folders(listed: Sequence[str], runs: Mapping[str, Mapping[str, Any]]) -> list[IndexedFolder]:
    """Of a collection that is older, the folders alone are known."""
    runs = dict(runs)
    names = {field.name for field in fields(IndexedFolder)}  # a newer Lookalike may know of more
    if not all(isinstance(folder, str) for folder in listed):
        raise TypeError("a folder is no text")
    if not all(isinstance(run, dict) for run in runs.values()):
        raise TypeError("a run is no object")
    return [
        IndexedFolder(
            **{"folder": folder, **{n: v for n, v in runs.get(folder, {}).items() if n in names}}
        )
        for folder in listed
    ]
