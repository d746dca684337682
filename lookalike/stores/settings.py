"""The settings of a collection as a typed value, and their JSON form."""

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
    """An encoder that the collection's vectors were made with."""

    name: str
    spec: str
    """Name or path from which it is loaded."""
    dim: int
    fingerprint: str
    """Changes whenever the encoder's vectors would."""


@dataclass(frozen=True)
class IndexedFolder:
    """A folder and how it was indexed; saved before a run begins."""

    folder: str
    """Absolute path; links are not resolved."""
    attributes: str = ""
    """Absolute path of the table that was last used with it; empty without one."""
    is_unfinished: bool = False
    """True while the last run is at work, and if it was interrupted."""
    is_operators: bool = True
    """True if the operator indexed it; False if only requests to a server did."""
    identity: str = ""
    """Identity of the folder, which survives renaming; empty if unknown."""
    is_missing: bool = False
    """True if the last run found it missing, unreadable or emptied, and kept its items."""


@dataclass(frozen=True)
class Settings:
    """Settings of one collection; without encoders, its creation was interrupted."""

    encoders: tuple[KnownEncoder, ...] = ()
    """In the order of their parts in a vector."""
    weights: Weights = field(default_factory=dict)
    """Weight of each part in queries that give no weights."""
    preprocessing: str = ""
    """Version of `images.decode` that the vectors were made with."""
    created_at: str = ""
    """ISO 8601, UTC."""
    folders: tuple[IndexedFolder, ...] = ()
    """The indexed folders, in the order in which they were added."""
    forgotten: tuple[str, ...] = ()
    """Folders of the operator that the collection forgot; requests may index them again."""
    calibrated_at: str = ""
    """When the calibration that is kept was made, ISO 8601, UTC; empty if there is none."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """Unknown keys that another version of Lookalike wrote; kept unchanged."""

    @property
    def parts(self) -> dict[str, slice]:
        """The slice of each encoder's part within a vector."""
        found, start = dict[str, slice](), 0
        for encoder in self.encoders:
            found[encoder.name] = slice(start, start + encoder.dim)
            start += encoder.dim
        return found


def read_settings(text: str, dim: int) -> Settings:
    """Parse the output of `written`; StoreError if it is damaged or has another vector length."""
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
    """Return the settings as JSON; folders and their details are separate entries."""
    told = {
        **settings.others,
        "encoders": [asdict(encoder) for encoder in settings.encoders],
        "weights": dict(settings.weights),
        "preprocessing": settings.preprocessing,
        "created_at": settings.created_at,
        "folders": [one.folder for one in settings.folders],
        "forgotten": list(settings.forgotten),
        "calibrated_at": settings.calibrated_at,
        "runs": {one.folder: asdict(one) for one in settings.folders},
    }
    return json.dumps(told, ensure_ascii=False)


def _read(told: Mapping[str, Any]) -> Settings:
    names = (
        *("encoders", "weights", "preprocessing", "created_at", "folders", "runs", "forgotten"),
        "calibrated_at",
    )
    return Settings(
        tuple(_encoder(one) for one in told["encoders"]),
        dict(told["weights"]),
        told.get("preprocessing", ""),
        told.get("created_at", ""),
        tuple(_folders(told.get("folders", []), told.get("runs", {}))),
        tuple(_texts(told.get("forgotten", []))),
        told.get("calibrated_at", ""),
        {name: value for name, value in told.items() if name not in names},
    )


def _encoder(told: Mapping[str, Any]) -> KnownEncoder:
    words = [told[name] for name in ("name", "spec", "fingerprint")]
    if not all(isinstance(word, str) for word in words) or type(told["dim"]) is not int:
        raise TypeError(f"an encoder is {dict(told)}")
    name, spec, fingerprint = words
    return KnownEncoder(name, spec, told["dim"], fingerprint)


def _texts(listed: Sequence[str]) -> Sequence[str]:
    if not all(isinstance(folder, str) for folder in listed):
        raise TypeError("a folder is no text")
    return listed


def _folders(listed: Sequence[str], runs: Mapping[str, Mapping[str, Any]]) -> list[IndexedFolder]:
    """Build the folders; older collections have only their paths."""
    runs = dict(runs)
    names = {field.name for field in fields(IndexedFolder)}  # a newer Lookalike may know of more
    if not all(isinstance(run, dict) for run in runs.values()):
        raise TypeError("a run is no object")
    return [
        IndexedFolder(
            **{"folder": folder, **{n: v for n, v in runs.get(folder, {}).items() if n in names}}
        )
        for folder in _texts(listed)
    ]
