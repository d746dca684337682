"""A collection on a server, with the methods of `Collection`."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import quote

from lookalike.about import About
from lookalike.client.address import COLLECTIONS
from lookalike.client.bodies import Body, json_body
from lookalike.client.jobs import check, follow, watched
from lookalike.client.map_pages import joined, joined_map
from lookalike.client.putting import put
from lookalike.client.questions import (
    Asked,
    QueryForm,
    RankingForm,
    RecommendForm,
    asking,
    where_text,
)
from lookalike.client.responses import (
    about_of,
    actions_of,
    calibration_of,
    comparison_of,
    copies_of,
    duplicates_of,
    events_of,
    facet_of,
    failures_of,
    health_of,
    heatmap_of,
    hit_of,
    hits_of,
    item_of,
    map_of,
    moved_of,
    page_of,
    recorded_of,
    remarks_of,
    removed_of,
    tagged_of,
)
from lookalike.client.server import Server
from lookalike.closing import Closing
from lookalike.duplicates.result import Action, Copy, Duplicates, Moved
from lookalike.duplicates.tiers import USUAL, Tier, check_tiers
from lookalike.errors import InputError, LookalikeError, ServerError
from lookalike.feedback.event import (
    Event,
    checked_events,
    checked_limit,
    event_object,
    person,
)
from lookalike.feedback.recorded import Recorded, total
from lookalike.files.whole_number import whole_number
from lookalike.filters.condition import Condition
from lookalike.filters.remarks import warn
from lookalike.health.result import KINDS, Finding, Health, Kind, check_kinds
from lookalike.images.thumbnail import checked_size
from lookalike.indexing.put import NewImage, checked_images
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.items import MOST_VALUES, check_ids, unknown_item
from lookalike.map.comparison import MapComparison, no_comparison
from lookalike.map.result import Map, Method, check_method, nothing
from lookalike.recommendation.query import RecommendQuery
from lookalike.results.hits import Hits
from lookalike.results.items import ItemTables
from lookalike.search.blend import checked_weights
from lookalike.search.example import Example, bare_id
from lookalike.search.heatmap import Heatmap
from lookalike.search.query import Query, as_query
from lookalike.searchable import Searchable
from lookalike.stores.failures import Failure
from lookalike.tables.attributes import checked_attributes
from lookalike.tidying import bare_ids, two_or_more
from lookalike.types import AttributeValue, Hit, Item, OnStep, Removed, Scalar, Tagged, Weights

if TYPE_CHECKING:
    from lookalike.relevance.calibration import Calibration

T = TypeVar("T")
Page: TypeAlias = tuple[list[Item], str | None]

PAGE = 1000  # hits or items per response: a server's default limit
MOVED = 250  # files that a server moves by one request
FAILURES = 10_000  # failures per response
EVENTS = 10_000  # events per request or response


class ServedCollection(ItemTables, Closing):
    """
    Returned by `connect`. Use it as a context manager, or call `close`; threads may share it.

    It has no vectors (`encode`) and no `pixels`, which servers do not send. The server's limits
    apply, such as the size of a request, and its errors are raised here. Of several examples that
    are arrays, a server shrinks all but the first, as it does with files: if they are large, the
    score of `shape` differs by up to .01 from that of a local collection.
    """

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.on_remark: Callable[[str], None] = warn
        """Called with each remark on a condition; issues a Python warning unless replaced."""
        self._server, self._path = server, f"{COLLECTIONS}/{_quoted(name)}"

    def __repr__(self) -> str:
        return f"<ServedCollection {self.name!r} at {self._server.address}: {self._size()}>"

    def about(self) -> About:
        """Return the summary, counted now; servers do not send the encoders' files."""
        return self._server.ask(about_of, "GET", self._path)

    @property
    def weights(self) -> Weights:
        """The weights of queries without their own; requested from the server each time."""
        return self.about().weights

    def set_weights(self, weights: Weights) -> None:
        """Set the collection's default weights; QueryError if they are invalid."""
        self._server.ask(
            dict, "PUT", f"{self._path}/weights", json_body(dict(checked_weights(weights)))
        )

    @property
    def has_colours(self) -> bool:
        """Whether searches by colour work."""
        return self._server.ask(lambda told: bool(told["has_colours"]), "GET", self._path)

    @property
    def has_heatmaps(self) -> bool:
        """Whether a part supports heat-maps."""
        return self._server.ask(lambda told: bool(told["has_heatmaps"]), "GET", self._path)

    def search(self, query: Query | Example) -> Hits:
        """Return hits, best first. Paths are read here, http addresses by the server."""
        asked = as_query(query)
        return self._ranking("search", QueryForm(asked), asked)

    def recommend(self, query: RecommendQuery) -> Hits:
        """Return items for a person, a basket or a picture, each with its `reason`."""
        return self._ranking("recommend", RecommendForm(query), query)

    def _ranking(self, what: str, form: RankingForm, asked: Query | RecommendQuery) -> Hits:
        end = asked.offset + asked.limit
        hits = Hits(files_here=self._server.address.is_here)
        for offset in range(asked.offset, end, PAGE):
            page = form.page(offset, min(PAGE, end - offset))
            ask = self._ask if offset == asked.offset else self._server.ask
            found = ask(hits_of, "POST", f"{self._path}/{what}", page)
            hits.extend(found)
            hits.best, hits.is_cut = found.best or hits.best, found.is_cut
            if len(hits) < offset + PAGE - asked.offset:
                break
        return hits

    def explain(self, query: Query | Example, item_id: str) -> Hit:
        """Return this item's hit, with the score of each part, even if it ranks low."""
        question = QueryForm(as_query(query)).page(0, 1)
        return self._server.ask(hit_of, "POST", f"{self._item(item_id)}/explain", question)

    def heatmap(self, query: Query | Example, item_id: str) -> Heatmap:
        """
        Return which places of an item's picture match the query, by its current file.

        Raises NoPlaces if no part supports it, and ImageUnreachable if the file is missing.
        """
        question = QueryForm(as_query(query)).page(0, 1)
        return self._server.ask(heatmap_of, "POST", f"{self._item(item_id)}/heatmap", question)

    def get(self, item_id: str) -> Item:
        """Return the item of this id; UnknownItem if there is none."""
        return self._server.ask(item_of, "GET", self._item(item_id))

    def items(
        self, where: str | Condition | None = None, after: str | None = None, page: int = PAGE
    ) -> Iterator[Item]:
        """Iterate over all items that match, in the collection's order; loads page by page."""
        page = min(whole_number("page", page), PAGE)
        asked: Asked = {"where": where_text(where), "limit": page}
        first = self._ask(page_of, *self._listing(asked | {"after": after}))

        def read(cursor: str) -> Page:
            return self._server.ask(page_of, *self._listing(asked | {"cursor": cursor}))

        return _pages(read, first)

    def count(self, where: str | Condition | None = None) -> int:
        """Return the number of items that match."""
        asked: Asked = {"where": where_text(where), "limit": 1}
        return self._ask(lambda told: int(told["count"]), *self._listing(asked))

    def remarks(self, where: str | Condition | None) -> list[str]:
        """Return likely mistakes in a condition: unknown attributes, values of another type."""
        asked: Asked = {"where": where_text(where), "limit": 1}
        return self._server.ask(remarks_of, *self._listing(asked))

    def facets(
        self, attribute: str, where: str | Condition | None = None, limit: int = 20
    ) -> list[tuple[Scalar, int]]:
        """Return the values of an attribute with their number of items, most frequent first."""
        limit = whole_number("limit", limit, most=MOST_VALUES)
        asked: Asked = {"attribute": attribute, "where": where_text(where), "limit": limit}
        read = partial(facet_of, attribute=attribute)
        return self._ask(read, *asking(f"{self._path}/facets", f"{self._path}/facets", asked))

    def attribute_names(self) -> list[str]:
        """Return the names of all attributes of which an item has a value, sorted."""
        return list(self.about().attributes)

    def set_attributes(self, item_id: str, changes: Mapping[str, AttributeValue | None]) -> Item:
        """Set attributes of an item, and keep the others; None removes one."""
        checked_attributes({n: v for n, v in changes.items() if v is not None}, item_id)
        body = json_body({"attributes": dict(changes)})
        return self._server.ask(item_of, "PATCH", self._item(item_id), body)

    def tag(
        self,
        changes: Mapping[str, AttributeValue | None],
        ids: Sequence[str] | None = None,
        where: str | Condition | None = None,
    ) -> Tagged:
        """Set attributes of the items of these ids, or of all that match, by one request."""
        check_ids(ids)
        checked_attributes({n: v for n, v in changes.items() if v is not None}, "the items")
        which = {"ids": None if ids is None else list(ids), "where": where_text(where)}
        asked = {name: given for name, given in which.items() if given is not None}
        body = json_body({"attributes": dict(changes), **asked})
        return self._server.ask(tagged_of, "PATCH", f"{self._path}/images", body)

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
        Add or replace items; return the outcome of each image, in order.

        A bad image is an error in the list. Many images are sent in several requests, each a
        commit; an image has either bytes or an `address`, not both.
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
        """Return the files that could not be indexed, and why; without sizes and times."""
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
        *,
        moved_from: str | Path | None = None,
        check_duplicates: bool = False,
    ) -> IndexReport:
        """
        Have the server update the collection from a folder on the server.

        None means all folders that were indexed into it before; an interrupted run is resumed.
        `moved_from` is the path on the server at which `folder` was indexed before.
        With `check_duplicates`, it compares new images with all that is there: `copies` of the
        report. CollectionInUse if it has a job. During the job, `failed` has the right length only.
        """
        asked = {
            "folder": None if folder is None else str(folder),
            "retry_failed": retry_failed,
            "allow_removal": allow_removal,
        }
        if moved_from is not None:  # unknown to older servers
            asked["moved_from"] = str(moved_from)
        if check_duplicates:
            asked["check_duplicates"] = True
        return self._follow("index", json_body(asked), on_progress, should_stop)

    def retry_failures(
        self,
        on_progress: OnProgress = lambda report, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> IndexReport:
        """Retry all files that failed. During the job, `failed` has the right length only."""
        return self._follow("failures/retry", None, on_progress, should_stop)

    def _follow(
        self, what: str, body: Body | None, tell: OnProgress, should_stop: Callable[[], bool]
    ) -> IndexReport:
        began = time.monotonic()
        job = self._server.ask(dict, "POST", f"{self._path}/{what}", body)
        report = follow(self._server, job, tell, should_stop)
        failed = self.failures() if report.failed else []
        copies = self._copies_of_job(job["id"]) if job.get("is_comparing") is not None else []
        return replace(report, failed=failed, copies=copies, seconds=time.monotonic() - began)

    def _copies_of_job(self, job: str) -> list[Copy]:
        found = list[Copy]()
        while True:
            asked: Asked = {"limit": PAGE, "offset": len(found)}
            page = self._server.ask(copies_of, "GET", f"/v1/jobs/{job}/copies", asked=asked)
            found += page
            if len(page) < PAGE:
                return found

    def find_duplicates(
        self,
        where: str | Condition | None = None,
        tiers: Sequence[Tier] = USUAL,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Duplicates:
        """
        Have the server look for groups of items that are one picture, or one scene.

        CollectionInUse if it has a job.
        """
        check_tiers(tiers)
        job = self._run("duplicates", where, {"tiers": list(tiers)}, on_step, should_stop)
        if job["state"] == "cancelled":
            return Duplicates((), self.count(where), interrupted=True)
        return self._found_by(job["id"])

    def _run(
        self,
        what: str,
        where: str | Condition | None,
        asked: dict[str, Any],
        on_step: OnStep,
        should_stop: Callable[[], bool],
    ) -> Any:
        """Run a job of several steps, and return it when it is over; raise what ended it."""
        if where is not None:
            for remark in self.remarks(where):
                self.on_remark(remark)
        condition = {} if where is None else {"where": where_text(where)}
        body = json_body({**condition, **asked})
        job = self._server.ask(dict, "POST", f"{self._path}/{what}", body)

        def tell(job: Any) -> None:
            on_step(job["step"], job["done"], job["total"])

        job = watched(self._server, job, tell, should_stop)
        check(self._server, job)
        return job

    def check(
        self,
        labels: str | None = None,
        where: str | Condition | None = None,
        kinds: Sequence[Kind] = KINDS,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Health:
        """
        Have the server look for items that need attention, by kind.

        CollectionInUse if it has a job.
        """
        check_kinds(kinds)
        asked = {"labels": labels, "kinds": list(kinds)}
        job = self._run("check", where, asked, on_step, should_stop)
        if job["state"] == "cancelled":
            return Health(self.count(where), (), labels, interrupted=True)
        return self._checked_by(job["id"])

    def _checked_by(self, job: str) -> Health:
        found = dict[Kind, Finding]()
        for page in self._pages("check", health_of, {"limit": PAGE, "job": job}):
            for one in page.findings:
                before = found[one.kind].suspects if one.kind in found else ()
                found[one.kind] = replace(one, suspects=[*before, *one.suspects])
        return replace(page, findings=list(found.values()))

    def map(
        self,
        where: str | Condition | None = None,
        colour_by: str | None = None,
        method: Method | None = None,
        renew: bool = False,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Map:
        """
        Have the server lay the collection out in the plane, and return where each item is.

        CollectionInUse if it has a job.
        """
        check_method(method)
        asked = {"method": method, "renew": renew}
        job = self._run("map", where, asked, on_step, should_stop)
        if job["state"] == "cancelled":
            return nothing(method or "pca", interrupted=True)
        return self._mapped_by(job["id"], colour_by)

    def compare_maps(
        self,
        other: Searchable | None = None,
        weights: Weights | None = None,
        where: str | Condition | None = None,
        colour_by: str | None = None,
        method: Method | None = None,
        on_step: OnStep = lambda step, done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> MapComparison:
        """
        Have the server compare this collection's map with that of another one, or by other weights.

        `other` is on the same server. CollectionInUse if this collection has a job.
        """
        check_method(method)
        given = None if weights is None else dict(checked_weights(weights))
        asked = {"other": self._name_of(other), "weights": given, "method": method}
        job = self._run("map/comparison", where, asked, on_step, should_stop)
        if job["state"] == "cancelled":
            return no_comparison()
        wanted: Asked = {"colour_by": colour_by, "job": job["id"]}
        return joined(list(self._pages("map/comparison", comparison_of, wanted)))

    def _name_of(self, other: Searchable | None) -> str | None:
        if other is None:
            return None
        if isinstance(other, ServedCollection):
            there = other._server.address  # noqa: SLF001 (of this class)
            if str(there) == str(self._server.address):
                return other.name
        raise InputError("a collection on a server is compared with one on the same server")

    def _mapped_by(self, job: str, colour_by: str | None) -> Map:
        return joined_map(list(self._pages("map", map_of, {"colour_by": colour_by, "job": job})))

    def _found_by(self, job: str) -> Duplicates:
        pages = list(self._pages("duplicates", duplicates_of, {"limit": PAGE, "job": job}))
        return replace(pages[-1], groups=[group for page in pages for group in page.groups])

    def _pages(
        self, what: str, read: Callable[[Any], tuple[T, int | None]], asked: Asked
    ) -> Iterator[T]:
        """Yield the pages of what a job found; `read` also returns where the next one begins."""
        offset: int | None = 0
        while offset is not None:
            here: Asked = {**asked, "offset": offset}
            page, offset = self._server.ask(read, "GET", f"{self._path}/{what}", asked=here)
            yield page

    @property
    def calibration(self) -> "Calibration | None":
        """What scores mean here; None if that is not known, or the collection has doubled since."""
        path = f"{self._path}/calibration"
        return self._server.ask(calibration_of, "GET", path, asked={"evidence": "true"})

    def calibrate(
        self,
        labels: str | None = None,
        rate: float | None = None,
        seed: int = 0,
        on_step: OnStep = lambda step, done, total: None,
    ) -> "Calibration":
        """
        Have the server find out what scores mean, and keep it; hits then have a `relevance`.

        What `on_step` raises stops it. CollectionInUse if the collection has a job.
        """
        raised = list[BaseException]()

        def tell(step: str, done: int, total: int) -> None:
            try:
                if not raised:
                    on_step(step, done, total)
            except BaseException as error:
                raised.append(error)

        if rate is not None and not 0.5 < rate < 1:
            raise InputError(f"the rate must be above .5 and below 1, not {rate}")
        asked = {"labels": labels, "rate": rate, "seed": seed}
        job = self._run("calibration", None, asked, tell, lambda: bool(raised))
        if raised:
            raise raised[0]
        made = self.calibration
        if job["state"] == "cancelled" or made is None:
            raise ServerError("the calibration was cancelled on the server; start it again")
        return made

    def copies_of(self, example: Example) -> list[Copy]:
        """
        Return the items that show the same picture as an example, the surest first.

        Paths are read here, http addresses by the server. An `id:` example is not among them.
        """
        question = QueryForm(as_query(example)).alone("image")
        return self._server.ask(copies_of, "POST", f"{self._path}/duplicates/of", question)

    def note_distinct(self, ids: Sequence[str]) -> int:
        """
        Remember that none of these items is a duplicate of another; return the number of pairs.
        """
        return self._decide("distinct", ids)

    def forget_distinct(self, ids: Sequence[str]) -> int:
        """Forget what was decided about these items; return the number of pairs."""
        return self._decide("not-distinct", ids)

    def _decide(self, what: str, ids: Sequence[str]) -> int:
        body = json_body({"ids": two_or_more(ids)})
        read: Callable[[Any], int] = lambda told: int(told["pairs"])  # noqa: E731
        return self._server.ask(read, "POST", f"{self._path}/duplicates/{what}", body)

    def quarantine(self, ids: Sequence[str]) -> Moved:
        """
        Move the files of these items to the collection's quarantine, and remove the items.

        The folder is on the server, whose operator chooses it; at most 250 files a call.
        """
        wanted = bare_ids(ids)
        if len(wanted) > MOVED:
            raise InputError(
                f"a server moves at most {MOVED:,} files at a time, not {len(wanted):,}; move some "
                "of them first"
            )
        if not wanted:
            return Moved(Path(), [])
        body = json_body({"ids": wanted})
        return self._server.ask(moved_of, "POST", f"{self._path}/quarantine", body)

    def undo_quarantine(self, action: str) -> Moved:
        """Move the files of an action back, and add their items as they were."""
        body = json_body({"action": action})
        return self._server.ask(moved_of, "POST", f"{self._path}/quarantine/undo", body)

    def quarantined(self) -> list[Action]:
        """Return the actions whose files are still in the quarantine, the latest first."""
        return self._server.ask(actions_of, "GET", f"{self._path}/quarantine")

    def record_events(self, events: Sequence[Event]) -> Recorded:
        """
        Record what people did with items; durable when this returns.

        Many events are sent in several requests, each recorded as a whole. Events of ids that no
        item has are left out; the result counts them.
        """
        told = [event_object(event) for event in checked_events(events)]
        pages = [told[start : start + EVENTS] for start in range(0, len(told), EVENTS)]
        path = f"{self._path}/events"
        bodies = [json_body({"events": page}) for page in pages]
        return total(self._server.ask(recorded_of, "POST", path, body) for body in bodies)

    def events(
        self, user: str | None = None, session: str | None = None, limit: int | None = None
    ) -> list[Event]:
        """Return the events of a user or a session, the latest first; all, or `limit` of them."""
        person(user, session)
        found, wanted = list[Event](), checked_limit(limit)
        while len(found) < wanted:
            asked: Asked = {"limit": min(EVENTS, wanted - len(found)), "offset": len(found)}
            asked |= {"session": session} if user is None else {"user": user}
            page = self._server.ask(events_of, "GET", f"{self._path}/events", asked=asked)
            found += page
            if len(page) < EVENTS:
                break
        return found

    def forget_user(self, user: str | None = None, session: str | None = None) -> int:
        """
        Erase the events of a user or a session from all files; return how many there were.

        They are taken off the counts of popular items too.
        """
        person(user, session)
        asked: Asked = {"session": session} if user is None else {"user": user}
        path, read = f"{self._path}/events", lambda told: int(told["forgotten"])
        return self._server.ask(read, "DELETE", path, asked=asked)

    def thumbnail(self, item_id: str, size: int = 256) -> bytes:
        """Return a JPEG of the picture; its long side is at most `size`, 16 to 1024 pixels."""
        size = checked_size(size)
        return self._server.fetch("GET", f"{self._item(item_id)}/thumbnail?size={size}").body

    def original(self, item_id: str) -> bytes:
        """Return the item's file unchanged; ImageUnreachable if it is missing."""
        return self._server.fetch("GET", f"{self._item(item_id)}/original").body

    def close(self) -> None:
        """Close the connections; the server keeps running."""
        self._server.close()

    def _size(self) -> str:
        """Return the number of items and the parts, as far as the server answers."""
        if self._server.is_closed:
            return "closed"
        try:
            told = self.about()
        except LookalikeError:
            return "not to be reached"
        return f"{told.items:,} items, parts {', '.join(told.weights)}"

    def _ask(self, read: Callable[[Any], T], method: str, path: str, body: Body | None = None) -> T:
        """Return the response, and pass on its remarks on the condition."""
        value, odd = self._server.ask(lambda a: (read(a), remarks_of(a)), method, path, body)
        for remark in odd:
            self.on_remark(remark)
        return value

    def _listing(self, asked: Asked) -> tuple[str, str, Body | None]:
        return asking(f"{self._path}/images", f"{self._path}/images/list", asked)

    def _item(self, item_id: str) -> str:
        bare = bare_id(item_id)
        if (
            not bare.strip("./") or "/" in bare
        ):  # it would change the URL's path; no item has such an id
            raise unknown_item(bare)
        return f"{self._path}/images/{_quoted(bare)}"


def _pages(read: Callable[[str], Page], first: Page) -> Iterator[Item]:
    items, cursor = first
    yield from items
    while cursor is not None:
        items, cursor = read(cursor)
        yield from items


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="replace")
