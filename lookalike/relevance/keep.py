"""Keep a calibration as a note of the store."""

from collections.abc import Mapping
from typing import Any

from lookalike.relevance.calibration import Calibration
from lookalike.relevance.evidence import as_json as evidence_as_json
from lookalike.relevance.evidence import from_json as evidence_from_json
from lookalike.stores.base import Note, Store

KIND, KEY = "calibration", "1"  # the key is the version of the format
PLAIN = ("items", "rate", "label", "is_label_given", "seed", "made_at")


def keep(store: Store, made: Calibration) -> None:
    """Store it in place of the earlier one."""
    store.note([Note(KIND, KEY, as_json(made))])


def kept(store: Store) -> Calibration | None:
    """
    Return the stored calibration; None if there is none, or it is damaged or of other encoders.
    """
    found = store.notes(KIND, [KEY])
    fingerprints = tuple(encoder.fingerprint for encoder in store.settings.encoders)
    try:
        made = from_json(found[0].value) if found else None
    except (KeyError, TypeError, ValueError):
        return None  # it can be made again
    return made if made is not None and made.fingerprints == fingerprints else None


def as_json(made: Calibration) -> dict[str, Any]:
    """Return what `from_json` reads."""
    told: dict[str, Any] = {name: getattr(made, name) for name in PLAIN}
    return told | {"encoders": list(made.fingerprints), "evidence": evidence_as_json(made.evidence)}


def from_json(told: Mapping[str, Any]) -> Calibration:
    """Read a calibration; KeyError, TypeError or ValueError if it is damaged."""
    plain = {name: told[name] for name in PLAIN}
    return Calibration(
        **plain, fingerprints=tuple(told["encoders"]), evidence=evidence_from_json(told["evidence"])
    )
