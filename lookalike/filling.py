"""The verbs that fill a collection from files; what they do is in `indexing/`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.errors import LookalikeError
from lookalike.types import AttributeValue, Item

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.indexing.put import NewImage
    from lookalike.indexing.report import IndexReport, OnProgress
    from lookalike.indexing.target import Target


class Filling:
    """For a collection that is open here; a served one has the same."""

    def index(
        self: "Target",
        folder: str | Path | None = None,
        retry_failed: bool = False,
        allow_removal: bool = False,
        on_progress: "OnProgress" = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> "IndexReport":
        """
        Bring it up to date with a folder, with the table that was last indexed with it.

        None is every folder that was indexed into it before; what was cut short is resumed.
        `index_folder` has more to choose.
        """
        from lookalike.indexing.update import known_folders, update

        folders = known_folders(self, folder)
        return update(self, folders, retry_failed, allow_removal, on_progress, should_stop)

    def retry_failures(
        self: "Target",
        on_progress: "OnProgress" = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> "IndexReport":
        """Try again every file that failed, and no other."""
        from lookalike.indexing.folder import retry_failures

        return retry_failures(self, on_progress, should_stop)

    def put_image(
        self: "Target",
        data: bytes,
        item_id: str | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        name: str = "",
    ) -> Item:
        """
        Add one image, or replace the item of this id; ImageError or InputError where it is bad.

        `attributes` take the place of all that were given before; None keeps those.
        """
        from lookalike.indexing.put import put_image

        return put_image(self, data, item_id, attributes, name)

    def put_images(self: "Target", images: "Sequence[NewImage]") -> list[Item | LookalikeError]:
        """
        Add or replace items; return what became of each image, in order.

        A bad image is an error in the list, and the others go on.
        """
        from lookalike.indexing.put import put_images

        return put_images(self, images)
