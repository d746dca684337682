"""The methods that fill a collection from files; the work is done in `indexing/`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.errors import LookalikeError
from lookalike.types import AttributeValue, Item

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.indexing.put import NewImage
    from lookalike.indexing.report import IndexReport, OnProgress
    from lookalike.indexing.target import IndexingTarget


class Filling:
    """Methods of a local collection; a served one has the same."""

    def index(
        self: "IndexingTarget",
        folder: str | Path | None = None,
        retry_failed: bool = False,
        allow_removal: bool = False,
        on_progress: "OnProgress" = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
        *,
        moved_from: str | Path | None = None,
        check_duplicates: bool = False,
    ) -> "IndexReport":
        """
        Update the collection from a folder, with the table that was last used for it.

        None means every folder indexed before; an interrupted run is resumed. `moved_from` is where
        `folder` was when it was indexed before: that is seen by itself, but not on another disk.
        `allow_removal` removes items of missing files that are kept otherwise, and forgets a folder
        that is missing. InputError if no folder can be indexed; of several, `unread` of the report
        says which could not. With `check_duplicates`, new images are compared with all that is
        there: `copies` of the report. `index_folder` has more options.
        """
        from lookalike.indexing.update import known_folders, update

        folders = known_folders(self, folder, moved_from)
        options = retry_failed, allow_removal, on_progress, should_stop
        return update(
            self, folders, *options, moved_from=moved_from, check_duplicates=check_duplicates
        )

    def retry_failures(
        self: "IndexingTarget",
        on_progress: "OnProgress" = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> "IndexReport":
        """Retry every file that failed, and no others."""
        from lookalike.indexing.folder import retry_failures

        return retry_failures(self, on_progress, should_stop)

    def put_image(
        self: "IndexingTarget",
        data: bytes,
        item_id: str | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        name: str = "",
    ) -> Item:
        """
        Add one image, or replace the item of this id; ImageError or InputError if it is invalid.

        `attributes` replace all that were set before; None keeps those.
        """
        from lookalike.indexing.put import put_image

        return put_image(self, data, item_id, attributes, name)

    def put_images(
        self: "IndexingTarget", images: "Sequence[NewImage]"
    ) -> list[Item | LookalikeError]:
        """
        Add or replace items; return an item or an error for each image, in order.

        An invalid image does not stop the others.
        """
        from lookalike.indexing.put import put_images

        return put_images(self, images)
