"""A collection on a server, with the methods of `Collection`."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

from lookalike.about import About
from lookalike.client.address import COLLECTIONS
from lookalike.client.bodies import Body, json_body
from lookalike.client.jobs import follow
from lookalike.client.putting import put
from lookalike.client.questions import Asked, Question, asking, where_text
from lookalike.client.responses import (
    about_of,
    facet_of,
    failures_of,
    heatmap_of,
    hit_of,
    hits_of,
    item_of,
    page_of,
    remarks_of,
    removed_of,
)
from lookalike.client.server import Server
from lookalike.closing import Closing
from lookalike.errors import LookalikeError, UnknownItem
from lookalike.filters.condition import Condition
from lookalike.filters.remarks import warn
from lookalike.images.thumbnail import check_size
from lookalike.indexing.put import NewImage, checked_images
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.items import check_ids
from lookalike.results.hits import Hits
from lookalike.results.items import ItemTables
from lookalike.search.blend import checked_weights
from lookalike.search.example import ID, Example
from lookalike.search.heatmap import Heatmap
from lookalike.search.query import Query, as_query
from lookalike.stores.failures import Failure
from lookalike.tables.attributes import checked_attributes
from lookalike.types import AttributeValue, Hit, Item, Removed, Scalar, Weights

T = TypeVar("T")
Page: TypeAlias = tuple[list[Item], str | None]

PAGE = 1000  # hits or items in one answer: what a server gives unless it was told otherwise
FAILURES = 10_000  # in one answer


class ServedCollection(ItemTables, Closing):
    """
    `connect` gives one. Use as a context manager, or call `close`; threads may share it.

    What a server does not give is missing: vectors (`encode`) and `pixels`. Its
    own bounds hold, such as those on the size of a request, and its errors are raised here. Of
    several examples that are pixels, a server shrinks all but the first as it shrinks files: where
    they are large, `shape` differs by up to .01 from what a collection here says.
    """

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.on_remark: Callable[[str], None] = warn
        """Told what is odd about a condition that is asked; a Python warning unless replaced."""
        self._server, self._path = server, f"{COLLECTIONS}/{_quoted(name)}"

    def __repr__(self) -> str:
        return f"<ServedCollection {self.name!r} at {self._server.address}>"

    def about(self) -> About:
        """What it holds and how it was made, counted now; a server does not say where from."""
        return self._server.ask(about_of, "GET", self._path)

    @property
    def weights(self) -> Weights:
        """How much each part counts in a query that does not say; asked anew each time."""
        return self.about().weights

    def set_weights(self, weights: Weights) -> None:
        """Make these the collection's own weights; QueryError where they make no sense."""
        self._server.ask(
            dict, "PUT", f"{self._path}/weights", json_body(dict(checked_weights(weights)))
        )

    @property
    def has_colours(self) -> bool:
        """Can a colour be searched by?"""
        return self._server.ask(lambda told: bool(told["has_colours"]), "GET", self._path)

    @property
    def has_heatmaps(self) -> bool:
        """Does a part tell the places of an image apart?"""
        return self._server.ask(lambda told: bool(told["has_heatmaps"]), "GET", self._path)

    def search(self, query: Query | Example) -> Hits:
        """Hits, best first. Paths are read here, http addresses by the server, if it may."""
        asked = as_query(query)
        question, end = Question(asked), asked.offset + asked.limit
        hits = Hits(files_here=self._server.address.is_here)
        for offset in range(asked.offset, end, PAGE):
            page = question.page(offset, min(PAGE, end - offset))
            ask = self._ask if offset == asked.offset else self._server.ask
            hits.extend(ask(hits_of, "POST", f"{self._path}/search", page))
            if len(hits) < offset + PAGE - asked.offset:
                break
        return hits

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """The hit that this item is, or would be: its score, and what each part gave to it."""
        question = Question(as_query(query)).page(0, 1)
        return self._server.ask(hit_of, "POST", f"{self._item(item_id)}/explain", question)

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Where in its picture an item is like what is asked for, by its file as it is now.

        Raises NoPlaces where no part can tell, and ImageUnreachable where the file has gone.
        """
        question = Question(as_query(query)).page(0, 1)
        return self._server.ask(heatmap_of, "POST", f"{self._item(item_id)}/heatmap", question)

    def get(self, item_id: str) -> Item:
        """The item of this id, or UnknownItem."""
        return self._server.ask(item_of, "GET", self._item(item_id))

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = PAGE
    ) -> Iterator[Item]:
        """Every item that matches, in the collection's order; the first page is read at once."""
        asked: Asked = {"where": where_text(where), "limit": min(page, PAGE)}
        first = self._ask(page_of, *self._listing(asked | {"cursor": after}))

        def read(cursor: str) -> Page:
            return self._server.ask(page_of, *self._listing(asked | {"cursor": cursor}))

        return _pages(read, first)

    def count(self, where: str | Condition | None = None) -> int:
        """How many items match."""
        asked: Asked = {"where": where_text(where), "limit": 1}
        return self._ask(lambda told: int(told["count"]), *self._listing(asked))

    def remarks(self, where: str | Condition | None) -> list[str]:
        """What is odd about a condition: attributes that no item has, values of another kind."""
        asked: Asked = {"where": where_text(where), "limit": 1}
        return self._server.ask(remarks_of, *self._listing(asked))

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """Values of an attribute with their number of items, most frequent first."""
        asked: Asked = {"attribute": attribute, "where": where_text(where), "limit": limit}
        read = partial(facet_of, attribute=attribute)
        return self._ask(read, *asking(f"{self._path}/facets", f"{self._path}/facets", asked))

    def attribute_names(self) -> list[str]:
        """What can be asked about in a condition or a facet."""
        return list(self.about().attributes)

    def set_attributes(self, item_id: str, changes: Mapping[str, AttributeValue | None]) -> Item:
        """Give an item these attributes, beside those it has; None takes one away."""
        checked_attributes({n: v for n, v in changes.items() if v is not None}, item_id)
        body = json_body({"attributes": dict(changes)})
        return self._server.ask(item_of, "PATCH", self._item(item_id), body)

    def put_image(
        self,
        data: bytes,
        item_id: str | None = None,
        attributes: Mapping[str, AttributeValue] | None = None,
        name: str = "",
    ) -> Item:
        """Add one image, or replace the item of this id; ImageError or InputError if it is bad."""
        (outcome,) = self.put_images([NewImage(data, item_id, attributes, name)])
        if isinstance(outcome, LookalikeError):
            raise outcome
        return outcome

    def put_images(self, images: Sequence[NewImage]) -> list[Item | LookalikeError]:
        """
        Add or replace items; return what became of each image, in order.

        A bad image is an error in the list. Many are sent in several requests, a commit each; the
        `address` of an image cannot be sent beside its bytes.
        """
        return put(self._server, f"{self._path}/images", checked_images(images))

    def remove(
        self, ids: Sequence[str] | None = None, where: str | Condition | None = None
    ) -> Removed:
        """Remove the items of these ids, or all that match, by one request."""
        check_ids(ids)
        asked = {"ids": None if ids is None else list(ids), "where": where_text(where)}
        body = json_body({name: given for name, given in asked.items() if given is not None})
        return self._server.ask(removed_of, "POST", f"{self._path}/images/remove", body)

    def failures(self) -> list[Failure]:
        """The files that gave no vector, and why; without their sizes and times."""
        found, count = list[Failure](), 1
        while len(found) < count:
            asked = {"limit": FAILURES, "offset": len(found)}
            path = f"{self._path}/failures"
            page, count = self._server.ask(failures_of, "GET", path, asked=asked)
            found += page
            if not page:
                break
        return found

    def index(
        self,
        folder: str | Path | None = None,
        retry_failed: bool = False,
        allow_removal: bool = False,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """
        Have the server bring it up to date with a folder of its own, by its path there.

        None is every folder that was indexed into it before; what was cut short is resumed.
        CollectionInUse while it has a job. Until the end, `failed` tells their number only.
        """
        asked = {
            "folder": None if folder is None else str(folder),
            "retry_failed": retry_failed,
            "allow_removal": allow_removal,
        }
        return self._follow("index", json_body(asked), on_progress, should_stop)

    def retry_failures(
        self,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """Try again every file that failed. Until the end, `failed` tells their number only."""
        return self._follow("failures/retry", None, on_progress, should_stop)

    def _follow(
        self, what: str, body: Body | None, tell: OnProgress, should_stop: Callable[[], bool]
    ) -> IndexReport:
        began = time.monotonic()
        job = self._server.ask(dict, "POST", f"{self._path}/{what}", body)
        report = follow(self._server, job, tell, should_stop)
        failed = self.failures() if report.failed else []
        return replace(report, failed=failed, seconds=time.monotonic() - began)

    def thumbnail(self, item_id: str, size: int = 256) -> bytes:
        """The item's picture as a JPEG whose long side is at most `size`, 16 to 1024 pixels."""
        check_size(size)
        return self._server.fetch("GET", f"{self._item(item_id)}/thumbnail?size={size}").body

    def original(self, item_id: str) -> bytes:
        """The item's file as it is; ImageUnreachable where it is gone."""
        return self._server.fetch("GET", f"{self._item(item_id)}/original").body

    def close(self) -> None:
        """Close the connections; the server goes on."""
        self._server.close()

    def _ask(self, read: Callable[[Any], T], method: str, path: str, body: Body | None = None) -> T:
        """An answer whose remarks on the condition are told."""
        value, odd = self._server.ask(lambda a: (read(a), remarks_of(a)), method, path, body)
        for remark in odd:
            self.on_remark(remark)
        return value

    def _listing(self, asked: Asked) -> tuple[str, str, Body | None]:
        return asking(f"{self._path}/images", f"{self._path}/images/list", asked)

    def _item(self, item_id: str) -> str:
        bare = item_id.removeprefix(ID)
        if not bare.strip("./") or "/" in bare:  # would be another address; no item is called so
            raise UnknownItem(f"no item {bare!r} in {self.name}")
        return f"{self._path}/images/{_quoted(bare)}"


def _pages(read: Callable[[str], Page], first: Page) -> Iterator[Item]:
    items, cursor = first
    yield from items
    while cursor is not None:
        items, cursor = read(cursor)
        yield from items


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="replace")
