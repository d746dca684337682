"""Read collection.json, which may be damaged or of another version."""

import json
import re
from pathlib import Path
from typing import Any

from lookalike.errors import StoreError
from lookalike.stores.settings import HELP

FORMAT = 2  # of the folder; another one is refused
FILE = "collection.json"  # says which shard is the valid one: it is written last
NAME = re.compile(r"\w[\w.-]*")  # of a shard


def read_head(path: Path) -> dict[str, Any]:
    """Read the file; StoreError if it is damaged or of an unknown format."""
    try:
        head = json.loads(path.read_text(encoding="utf-8-sig"))  # editors may put a BOM
    except IsADirectoryError as error:
        raise _damaged(path, "it is a folder") from error
    except ValueError as error:
        raise _damaged(path, "it is empty" if path.stat().st_size == 0 else str(error)) from error
    if not isinstance(head, dict) or type(head.get("format")) is not int:
        raise _damaged(path, "it says no format")
    _check_format(path, head["format"])
    if type(head.get("dim")) is not int or head["dim"] < 1:
        raise _damaged(path, "it says no dim")
    shard = head.get("shard")
    if not isinstance(shard, str) or not NAME.fullmatch(shard):
        raise _damaged(path, "it names no shard")
    if not isinstance(head.get("settings"), dict):
        raise _damaged(path, "it has no settings")
    if "kept_in" in head["settings"]:  # where earlier versions kept it
        head["kept_in"] = head["settings"].pop("kept_in")
    return head


def _check_format(path: Path, number: int) -> None:
    if number > FORMAT:
        raise StoreError(
            f"{path.parent} was written by a newer Lookalike (format {number}, "
            f"this one reads {FORMAT}); upgrade: pip install -U lookalike"
        )
    if number < FORMAT:
        raise StoreError(
            f"{path.parent} was written by an older Lookalike (format {number}, "
            f"this one reads {FORMAT}); index its folders into a new collection, elsewhere"
        )


def _damaged(path: Path, reason: str) -> StoreError:
    return StoreError(f"{path} is damaged ({reason}); {HELP}")


def is_begun(path: Path) -> bool:
    """Whether collection.json was written completely; an unreadable one is reported on opening."""
    try:
        return bool(json.loads(path.read_text(encoding="utf-8-sig"))["settings"])
    except (OSError, ValueError, LookupError, TypeError):
        return True
