"""JSON models of responses."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from lookalike.collection import Collection
from lookalike.duplicates.result import Copy, Group, Moved
from lookalike.duplicates.tiers import Tier
from lookalike.feedback.event import Event, EventKind, event_object
from lookalike.feedback.recorded import Recorded
from lookalike.health.result import Finding
from lookalike.health.result import Kind as HealthKind
from lookalike.map.comparison import Side
from lookalike.map.result import Cluster, Method
from lookalike.results.hits import Hits
from lookalike.search.heatmap import Heatmap
from lookalike.server.jobs.jobs import Job, Kind, State
from lookalike.server.pictures.uploads import Upload
from lookalike.server.request_models import Attributes
from lookalike.server.settings import Settings
from lookalike.stores.failures import Failure
from lookalike.types import Hit, Item, Reason, Relevance, Removed, Scalar

COPIES = 20  # that a job lists: it is sent at each change

if TYPE_CHECKING:
    from lookalike.pairs.explanation import PairExplanation

SHOE: dict[str, JsonValue] = {
    "id": "0a1b2c3d4e5f6071",
    "source": "/photos/boots/red.jpg",
    "attributes": {"category": "boot", "price": 89.9, "colours": ["red"]},
}


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    error: str | None = Field(None, description="The class of the library's error.")
    errors: list[dict[str, str]] | None = None
    job: "JobOut | None" = Field(None, description="The conflicting job.")


class ItemOut(BaseModel):
    """One image of a collection."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHOE]})

    id: str
    source: str
    attributes: Attributes

    @staticmethod
    def of(item: Item) -> "ItemOut":
        """Convert from the library's type."""
        return ItemOut(**_item(item))


class ReasonOut(BaseModel):
    """Why an item is recommended."""

    text: str = Field(description="Such as `like the coat you liked: shape and colour`.")
    kind: str = Field(
        description="The kind of event that it comes from; or `example`, `popular`, `typical`."
    )
    item: str | None = Field(None, description="Id of the item that it is like.")
    name: str | None = Field(None, description="What that item is called.")
    parts: list[str] = Field([], description="The parts by which they are alike, strongest first.")

    @staticmethod
    def of(reason: Reason) -> "ReasonOut":
        """Convert from the library's type."""
        return ReasonOut(**{**vars(reason), "parts": list(reason.parts)})


class HitOut(ItemOut):
    """An item that a search found; the parts sum to the score."""

    score: float
    parts: dict[str, float]
    beneath: list["HitOut"] = Field(
        [],
        description="The first items that the hit stands for, best first: its copies and the "
        "others of its group, as asked for; omitted if there are none.",
    )
    beneath_count: int = Field(0, description="Number of all of them; omitted if 0.")
    relevance: Relevance | None = Field(
        None, description="What the score means in this collection; omitted if it is not known."
    )
    reason: ReasonOut | None = Field(
        None, description="Why it is recommended; omitted if it was searched for."
    )

    @staticmethod
    def of_hit(hit: Hit) -> "HitOut":
        """Convert from the library's type."""
        return HitOut(
            **_item(hit.item),
            score=hit.score,
            parts=dict(hit.parts),
            beneath=[HitOut.of_hit(below) for below in hit.beneath],
            beneath_count=hit.beneath_count,
            relevance=hit.relevance,
            reason=None if hit.reason is None else ReasonOut.of(hit.reason),
        )


class BestOut(BaseModel):
    """The best hit of a search, on whatever page it is."""

    score: float
    relevance: Relevance

    @staticmethod
    def of(hits: Hits) -> "BestOut | None":
        """Return it if its relevance is known."""
        best = hits.best
        return None if best is None else BestOut(score=best.score, relevance=best.relevance)


class HeatmapOut(BaseModel):
    """Contribution of each place of a picture to the cosine of a part; rows from top to bottom."""

    part: str
    item: list[list[float]] = Field(description="For the item; the places sum to the cosine.")
    query: list[list[float]] | None = Field(
        description="For the first liked picture, or its region; null if its file is gone."
    )

    @staticmethod
    def of(heatmap: Heatmap) -> "HeatmapOut":
        """Convert from the library's type."""
        query = None if heatmap.query is None else heatmap.query.tolist()
        return HeatmapOut(part=heatmap.part, item=heatmap.item.tolist(), query=query)


class PartScoreOut(BaseModel):
    """What a part says of two pictures, and how much it counts."""

    name: str
    weight: float = Field(description="Share of all weights, 0 to 1.")
    cosine: float = Field(description="Cosine similarity of the part, -1 to 1.")
    contribution: float = Field(description="Weight times cosine; they sum to the score.")


class ComparedColourOut(BaseModel):
    """A colour of one picture or of both."""

    hex: str = Field(description="`#c0392b`: the mean of its pixels in both pictures.")
    name: str = Field(description="The nearest basic English colour term.")
    one: float = Field(description="Share in the picture of the search, 0 to 1.")
    other: float = Field(description="Share in the item's picture.")
    one_hex: str = Field(description="The mean of its pixels in the picture of the search.")
    other_hex: str = Field(description="The mean of its pixels in the item's picture.")
    common: float = Field(description="What it adds to the similarity.")


class ComparedPaletteOut(BaseModel):
    """The main colours of two pictures, those in common first."""

    similarity: float = Field(description="0 to 1: the cosine of the part `colour`.")
    colours: list[ComparedColourOut]


class PairExplanationOut(BaseModel):
    """Why an item is like the picture of a search: parts, places, colours."""

    hit: HitOut
    parts: list[PartScoreOut] = Field(
        description="All parts, also those without weight unless only a colour was asked."
    )
    heatmap: HeatmapOut | None
    why_no_heatmap: str = Field(description="The reason where there is none, else empty.")
    palette: ComparedPaletteOut | None
    why_no_palette: str = Field(description="The reason where there is none, else empty.")

    @staticmethod
    def of(pair: "PairExplanation") -> "PairExplanationOut":
        """Convert from the library's type."""
        return PairExplanationOut.model_validate(pair.to_dict())


class Remarked(BaseModel):
    """A response to a query with a condition; `remarks` is omitted if empty."""

    remarks: list[str] = Field(
        [],
        description="Likely mistakes in the condition: attributes that no item has, or values of a "
        "type that no item has there. Such a comparison matches no item; negated, it matches all. "
        "For facets, also requested attributes that no item has.",
    )


class HitsOut(Remarked):
    """Hits, best first."""

    hits: list[HitOut]
    best: BestOut | None = Field(
        None, description="The best hit of all pages; omitted if its relevance is not known."
    )
    nothing_like_this: bool = Field(
        False, description="Whether nothing here is like the query; omitted if false or unknown."
    )
    ends: bool = Field(
        False, description="Whether further hits are less relevant than asked for; or omitted."
    )
    next_offset: int | None = Field(description="Offset of the next page, if there may be one.")


class ItemsOut(Remarked):
    """A page of items."""

    items: list[ItemOut]
    count: int = Field(description="Number of all matching items, not of this page.")
    cursor: str | None = Field(description="Cursor of the next page; null at the end.")


class EncoderOut(BaseModel):
    """An encoder, whose output is one part of the vectors."""

    name: str
    spec: str = Field(description="Name or path from which it is loaded.")
    dim: int
    fingerprint: str = Field(description="Changes whenever the encoder's vectors would.")


class CollectionOut(BaseModel):
    """Summary of a collection."""

    name: str
    items: int
    away: int = Field(description="Items that are kept although their files are missing.")
    failures: int
    parts: list[str]
    weights: dict[str, float]
    attributes: list[str] = Field(
        description="Names of all attributes of which an item has a value."
    )
    has_colours: bool = Field(description="Whether searches by `colour:...` work.")
    has_heatmaps: bool = Field(description="Whether heat-maps of hits are available.")
    folders: list[str] = Field(description="The indexed folders.")
    missing: list[str] = Field(
        description="Those that the last run found missing, unreadable or without their images."
    )
    unfinished: bool = Field(
        description="Indexing is running or was interrupted; `POST .../index` resumes it."
    )
    encoders: list[EncoderOut]
    created_at: str

    @staticmethod
    def of(name: str, collection: Collection) -> "CollectionOut":
        """Build the summary, counted now."""
        found = collection.about()
        return CollectionOut(
            name=name,
            items=found.items,
            away=found.away,
            failures=found.failures,
            parts=[encoder.name for encoder in found.encoders],
            weights=dict(found.weights),
            attributes=list(found.attributes),
            has_colours=collection.has_colours,
            has_heatmaps=collection.has_heatmaps,
            folders=list(found.folders),
            missing=list(found.missing),
            unfinished=found.unfinished,
            encoders=[EncoderOut(**asdict(one)) for one in found.encoders],
            created_at=found.created_at,
        )


class CollectionsOut(BaseModel):
    """All served collections."""

    collections: list[CollectionOut]


class CountOut(BaseModel):
    """Current number of items of a collection; null if it is gone."""

    name: str
    items: int | None


class FacetOut(BaseModel):
    """A value of an attribute, with its number of items."""

    value: bool | int | float | str
    count: int


class FacetsOut(Remarked):
    """Values by attribute, most frequent first."""

    facets: dict[str, list[FacetOut]]


class FailureOut(BaseModel):
    """A file that could not be indexed, and why."""

    source: str
    reason: str
    at: str

    @staticmethod
    def of(failure: Failure) -> "FailureOut":
        """Convert from the library's type."""
        return FailureOut(source=failure.source, reason=failure.reason, at=failure.at)


class FailuresOut(BaseModel):
    """Failures, by source."""

    failures: list[FailureOut]
    count: int = Field(description="Number of all failures, not of this page.")


class Refused(BaseModel):
    """A sent image that could not be put."""

    index: int = Field(description="Its position among the sent images, from 0.")
    id: str | None
    error: str
    detail: str


class PutOut(BaseModel):
    """The outcome for each sent image."""

    items: list[ItemOut]
    refused: list[Refused]
    copies: list["CopyOut"] = Field(
        [],
        description="With `check_duplicates`: items that show the same picture as one that was "
        "sent, which is `new`; the surest of each.",
    )


class TaggedOut(BaseModel):
    """Number of items whose attributes were set, and unknown ids."""

    tagged: int
    unknown: list[str] = Field(description="The sent ids that no item had.")


class RemovedOut(BaseModel):
    """Number of removed items."""

    removed: int


class RemovalOut(RemovedOut):
    """Number of removed items, and unknown ids."""

    unknown: list[str] = Field(description="The sent ids that no item had.")

    @staticmethod
    def of(removed: Removed) -> "RemovalOut":
        """Convert from the library's type."""
        return RemovalOut(removed=removed, unknown=list(removed.unknown))


class RecordedOut(BaseModel):
    """Number of recorded events, and of those of unknown items."""

    recorded: int
    unknown: int = Field(description="Events that were left out, since no item has their id.")
    example: str = Field(description="One of these ids; empty if there is none.")

    @staticmethod
    def of(recorded: Recorded) -> "RecordedOut":
        """Convert from the library's type."""
        told = recorded.unknown, recorded.example
        return RecordedOut(recorded=recorded, unknown=told[0], example=told[1])


class EventOut(BaseModel):
    """Something that a person did with an item."""

    kind: EventKind
    item: str
    user: str | None = None
    session: str | None = None
    time: str = Field(description="ISO 8601, UTC.")
    query: str | None = None
    rank: int | None = None
    model: str | None = None


class EventsOut(BaseModel):
    """A page of the events of a user or a session, the latest first."""

    events: list[EventOut]
    count: int = Field(description="Number of all of them.")

    @staticmethod
    def of(events: Sequence[Event], count: int) -> "EventsOut":
        """Convert from the library's type."""
        return EventsOut(events=[EventOut(**event_object(one)) for one in events], count=count)


class ForgottenOut(BaseModel):
    """Number of erased events."""

    forgotten: int


class PairOut(BaseModel):
    """Two items that may be duplicates."""

    one: str
    other: str
    tier: Tier
    confidence: float = Field(description="Probability of this tier, or a stronger one.")
    why: str


class MemberOut(ItemOut):
    """An item of a group of duplicates."""

    tier: Tier = Field(description="The strongest evidence that joins it to another one.")
    size: int = Field(description="Bytes of its file.")


class GroupOut(BaseModel):
    """Items that show one picture, or one scene."""

    number: int = Field(description="Index among all groups that were found, from 0.")
    tier: Tier = Field(description="The weakest evidence that was needed to join its members.")
    confidence: float = Field(description="Probability that all of them belong together.")
    why: str
    best: str = Field(description="The id of the one to keep.")
    why_best: str
    freed: int = Field(description="Bytes of the files of all but the best.")
    members: list[MemberOut] = Field(description="The best first.")
    pairs: list[PairOut] = Field(description="What joins them, the strongest evidence first.")

    @staticmethod
    def of(number: int, group: Group) -> "GroupOut":
        """Convert from the library's type."""
        members = [MemberOut(**_item(m), tier=m.tier, size=m.size) for m in group.members]
        return GroupOut(
            number=number,
            tier=group.tier,
            confidence=group.confidence,
            why=group.why,
            best=group.best.id,
            why_best=group.why_best,
            freed=group.freed,
            members=members,
            pairs=[PairOut(**asdict(pair)) for pair in group.pairs],
        )


class CopyOut(BaseModel):
    """A picture that the collection had already."""

    item: ItemOut = Field(description="The existing item.")
    tier: Tier
    confidence: float = Field(description="Probability that both are one picture.")
    why: str
    new: ItemOut | None = Field(description="The new item; null for a picture that is not an item.")
    said: str = Field(description="The same in a sentence.")

    @staticmethod
    def of(copy: Copy) -> "CopyOut":
        """Convert from the library's type."""
        return CopyOut(
            item=ItemOut.of(copy.item),
            tier=copy.tier,
            confidence=copy.confidence,
            why=copy.why,
            new=ItemOut.of(copy.new) if copy.new else None,
            said=str(copy),
        )


class CopiesOut(BaseModel):
    """The items that show the same picture, the surest first."""

    copies: list[CopyOut]
    count: int = Field(description="Number of all, not of this page.")


class DuplicatesOut(BaseModel):
    """A page of the groups that the last search found, without those settled since."""

    job: str | None = Field(
        description="The id of the job that found them, perhaps before the server was restarted; "
        "null if there was none."
    )
    found_at: float = Field(description="When it ended, in seconds since 1970.")
    items: int = Field(description="Number of items that were looked at.")
    added: int = Field(
        description="Pictures that came since, and were not looked at; a file with new content is "
        "one that went and one that came."
    )
    removed: int = Field(description="Pictures that went since.")
    total: int = Field(description="Number of all groups that were found, of these tiers.")
    freed: int = Field(description="Bytes of the files of all but the best of these.")
    tiers: dict[Tier, int] = Field(description="Number of groups by tier, of all tiers.")
    groups: list[GroupOut]
    next_offset: int | None = Field(description="Offset of the next page; null at the end.")
    remarks: list[str] = Field(description="What could not be done, and why.")


class SuspectOut(ItemOut):
    """An item that may need attention."""

    score: float = Field(description="How certain it is, 0 to 1; comparable within one kind only.")
    why: str
    suggestion: str = Field(description="The label that its nearest items have; empty for others.")


class FindingOut(BaseModel):
    """Items of one kind."""

    kind: HealthKind
    meaning: str = Field(description="What the kind means.")
    fix: str = Field(description="What to do about it.")
    count: int = Field(description="Number of items that were found.")
    suspects: list[SuspectOut] = Field(description="A page of them, the worst first.")

    @staticmethod
    def of(finding: Finding) -> "FindingOut":
        """Convert from the library's type."""
        return FindingOut(
            kind=finding.kind,
            meaning=finding.meaning,
            fix=finding.fix,
            count=finding.count,
            suspects=[
                SuspectOut(**_item(s.item), score=s.score, why=s.why, suggestion=s.suggestion)
                for s in finding.suspects
            ],
        )


class CheckOut(BaseModel):
    """What the last check found, a page of items of each kind."""

    job: str | None = Field(
        description="The id of the job that found them; null if there was none since the server "
        "began."
    )
    found_at: float = Field(description="When it ended, in seconds since 1970.")
    items: int = Field(description="Number of items that were compared or checked.")
    label: str | None = Field(description="The attribute by which labels were checked.")
    balance: dict[str, int] | None = Field(
        description="Number of items of each label, the largest first; null without labels."
    )
    findings: list[FindingOut]
    next_offset: int | None = Field(description="Offset of the next page; null at the end.")
    remarks: list[str] = Field(description="What could not be checked, and why.")


class ClusterOut(BaseModel):
    """Items that lie close together."""

    name: str
    why: str = Field(description="What the name is based on.")
    count: int
    x: float
    y: float
    typical: list[ItemOut] = Field(description="The items nearest to the centre.")

    @staticmethod
    def of(cluster: Cluster) -> "ClusterOut":
        """Convert from the library's type."""
        return ClusterOut(
            name=cluster.name,
            why=cluster.why,
            count=cluster.count,
            x=cluster.centre[0],
            y=cluster.centre[1],
            typical=[ItemOut.of(item) for item in cluster.typical],
        )


class MapOut(BaseModel):
    """The last map, a page of its items; consecutive items lie near each other."""

    job: str | None = Field(description="The id of the job that made it; null if there was none.")
    method: Method
    made_at: str = Field(description="When the items were laid out, ISO 8601, UTC.")
    placed: int = Field(description="Number of items that were placed among the others since.")
    is_current: bool = Field(description="Whether no item has changed since.")
    total: int = Field(description="Number of items of the map.")
    ids: list[str]
    x: list[float] = Field(description="To the right, -1 to 1.")
    y: list[float] = Field(description="Upwards, -1 to 1.")
    cluster: list[int] = Field(description="Index into `clusters`; -1 for items between clusters.")
    values: list[Scalar | None] | None = Field(
        description="Values of the attribute `colour_by`, of a list the first; null without it."
    )
    clusters: list[ClusterOut] = Field(description="The largest first.")
    next_offset: int | None = Field(description="Offset of the next page; null at the end.")
    remarks: list[str]


class BoundariesOut(BaseModel):
    """The least score of each level; lower ones are `unrelated`."""

    same: float | None = Field(description="Null if no file could be read.")
    similar: float
    related: float


class CalibrationOut(BaseModel):
    """What scores mean in a collection."""

    made_at: str | None = Field(description="ISO 8601, UTC; null if it is not calibrated.")
    items: int = Field(description="Items that the collection had then.")
    rate: float | None = Field(description="The rate at which hits are judged.")
    label: str | None = Field(
        description="The attribute whose values say what is similar; null without one."
    )
    least_scores: dict[str, BoundariesOut] = Field(
        description="By rate, such as `0.95`: the least scores by the collection's weights."
    )
    kept: dict[str, Any] | None = Field(description="What `evidence=true` asks for.")


class PlaneOut(BaseModel):
    """One of two maps, a page of the items that are in both."""

    method: Method
    weights: dict[str, float]
    alone: int = Field(description="Items of this collection that the other does not have.")
    trustworthiness: float | None = Field(
        description="How few strangers are among the 10 nearest in the plane, 0 to 1; null of too "
        "few items."
    )
    same_value: float | None = Field(
        description="Share of the 10 nearest, by vectors, with the item's value of `colour_by`."
    )
    ids: list[str]
    x: list[float] = Field(description="To the right, about -1 to 1.")
    y: list[float] = Field(description="Upwards, about -1 to 1.")
    cluster: list[int] = Field(description="Place in `clusters`; -1 for items between them.")
    clusters: list[ClusterOut] = Field(description="The largest first.")
    nearest: list[list[int]] = Field(
        description="Rows of `one`: the 10 nearest of each of `asked`; on the first page."
    )
    made_at: str = Field(description="When the items were laid out, ISO 8601, UTC.")
    remarks: list[str]

    @staticmethod
    def of(side: Side, same_value: float | None, begin: int, end: int) -> "PlaneOut":
        """Convert a page of it."""
        made = side.map
        x, y = (made.positions[begin:end, axis].tolist() for axis in (0, 1))
        return PlaneOut(
            method=made.method,
            weights=dict(side.weights),
            alone=side.alone,
            trustworthiness=side.trustworthiness,
            same_value=same_value,
            ids=list(made.ids[begin:end]),
            x=[round(one, 4) for one in x],
            y=[round(one, 4) for one in y],
            cluster=made.cluster_of[begin:end].tolist(),
            clusters=[ClusterOut.of(one) for one in made.clusters],
            nearest=side.nearest.tolist() if begin == 0 else [],
            made_at=made.made_at,
            remarks=list(made.remarks),
        )


class MapComparisonOut(BaseModel):
    """The last comparison of two maps, a page of the items that are in both."""

    job: str | None = Field(description="The id of the job that made it; null if there was none.")
    compared_with: str | None = Field(description="The other collection; null for other weights.")
    is_current: bool = Field(description="Whether no item of either has changed since.")
    total: int = Field(description="Number of items that are in both.")
    one: PlaneOut
    other: PlaneOut = Field(
        description="Turned and mirrored so that its items lie where those of `one` do, as far as "
        "they can."
    )
    match: list[int] = Field(description="The row in `one` of each item of `other`.")
    values: list[Scalar | None] | None = Field(
        description="Values of `colour_by` of the items of `one`; null without it."
    )
    asked: list[int] = Field(
        description="Rows of `one` that were asked for their nearest; on the first page."
    )
    kept: float | None = Field(
        description="Share of an item's 10 nearest, by vectors, that are the same in both."
    )
    next_offset: int | None = Field(description="Offset of the next page; null at the end.")


class DistinctOut(BaseModel):
    """Number of pairs that were decided about."""

    pairs: int


class MovedOut(BaseModel):
    """The files that were moved to the quarantine, or back."""

    action: str = Field(description="The name for `.../quarantine/undo`, which moves them back.")
    manifest: str = Field(description="The file on the server that says what was moved.")
    moved: list[str] = Field(description="Ids of the items.")
    failed: list[str] = Field(description="What could not be moved, and why.")

    @staticmethod
    def of(moved: Moved) -> "MovedOut":
        """Convert from the library's type."""
        return MovedOut(
            action=moved.action,
            manifest=str(moved.manifest),
            moved=list(moved.ids),
            failed=list(moved.failed),
        )


class ActionOut(BaseModel):
    """Files that were moved to the quarantine at once, and are still there."""

    name: str
    files: int


class QuarantinedOut(BaseModel):
    """What is in the quarantine, the latest first."""

    actions: list[ActionOut]


class JobOut(BaseModel):
    """The progress or result of a background job; counts are of files, if there is no `step`."""

    id: str
    kind: Kind
    collection: str
    state: State
    step: str = Field(description="What is being done, by a job of several steps.")
    total: int
    done: int
    added: int
    updated: int
    unchanged: int
    moved: int
    returned: int = Field(description="Files that are back in place, with their earlier ids.")
    removed: int
    away: int = Field(description="Items that were kept although their files are missing.")
    away_example: str = Field(description="The path of one of them.")
    also_away: int = Field(description="New pictures that are also in a folder that is missing.")
    away_folder: str = Field(description="That folder.")
    unread: list[str] = Field(
        description="For each folder that could not be indexed: why, and what to do."
    )
    missing: dict[str, str] = Field(
        description="What is wrong with those that are missing, unreadable or without images."
    )
    forgotten: list[str] = Field(
        description="Folders that are gone for good: removed with their items."
    )
    failed: int
    still_failing: int
    overtaken: int = Field(description="Skipped because others changed them during the job.")
    unmatched_rows: int = Field(description="Table rows without an image.")
    unmatched_row: str = Field(description="One of them, and an example of an image's name.")
    images_without_row: int = Field(description="Images without a table row.")
    image_without_row: str = Field(description="One of them, by its path below the folder.")
    remarks: list[str] = Field(description="Possible mistakes in the table, by line.")
    is_building: bool = Field(
        description="All files are done, and the search graph is being built."
    )
    is_comparing: bool = Field(
        description="All files are done, and new ones are compared with what is there."
    )
    copied: int = Field(
        description="New images that show the same picture as another, with `check_duplicates`."
    )
    copies: list["CopyOut"] = Field(description="The first of them; `/v1/jobs/ID/copies` has all.")
    began_at: float = Field(description="Seconds since 1970.")
    error: str = Field(description="Why it failed; empty otherwise.")
    error_class: str = Field(description="The class of the library's error, if it is one.")
    notes: list[str] = Field(description="What was left out, and why.")

    @staticmethod
    def of(job: Job) -> "JobOut":
        """Build it from the job's current state."""
        told = job.report
        counts = {n: getattr(told, n) for n in ("added", "updated", "unchanged", "moved")}
        away = {n: getattr(told, n) for n in ("away", "away_example", "also_away", "away_folder")}
        return JobOut(
            id=job.id,
            kind=job.kind,
            collection=job.collection,
            state=job.state,
            step=job.step,
            total=job.total,
            done=job.done,
            **counts,
            returned=told.returned,
            removed=told.removed,
            **away,
            unread=told.unread,
            missing=told.missing,
            forgotten=told.forgotten,
            failed=len(told.failed),
            still_failing=told.still_failing,
            overtaken=told.overtaken,
            unmatched_rows=told.unmatched_rows,
            unmatched_row=told.unmatched_row,
            images_without_row=told.images_without_row,
            image_without_row=told.image_without_row,
            remarks=told.remarks,
            is_building=told.is_building,
            is_comparing=told.is_comparing,
            copied=len(told.copies),
            copies=[CopyOut.of(copy) for copy in told.copies[:COPIES]],
            began_at=job.began_at,
            error=job.error,
            error_class=job.error_class,
            notes=list(job.notes),
        )


class JobsOut(BaseModel):
    """Jobs, newest first."""

    jobs: list[JobOut]


class HealthOut(BaseModel):
    """State and load of the server."""

    status: str
    version: str
    collections: int
    pending: int


class SettingsOut(BaseModel):
    """Permissions and limits of the server, set by its operator."""

    fetches: bool = Field(description="Whether requests may name images by http address.")
    fetch_timeout_s: float = Field(description="Time limit of one download.")
    max_body_bytes: int = Field(description="Largest request body.")
    max_image_bytes: int = Field(description="Largest uploaded image.")
    max_image_pixels: int
    max_limit: int = Field(description="Most results in one response.")
    makes_collections: bool
    moves_files: bool = Field(description="Whether duplicates may be moved to a quarantine.")
    roots: list[str] = Field(
        description="Folders that collections may be made from: NAME, or NAME/FOLDER."
    )

    @staticmethod
    def of(settings: Settings) -> "SettingsOut":
        """Build it without revealing paths of the server."""
        return SettingsOut(
            fetches=settings.fetches,
            fetch_timeout_s=settings.fetch_timeout_s,
            max_body_bytes=settings.max_body_bytes,
            max_image_bytes=settings.max_image_bytes,
            max_image_pixels=settings.limits.max_pixels,
            max_limit=settings.max_limit,
            makes_collections=settings.makes_collections,
            moves_files=settings.moves_files,
            roots=sorted(settings.named_roots) if settings.makes_collections else [],
        )


class SessionOut(BaseModel):
    """Whether a key is required, and whether this browser has signed in."""

    asks_for_key: bool
    signed_in: bool = Field(description="Always true if no key is required.")


class UploadOut(BaseModel):
    """A picture that is kept for searches."""

    id: str = Field(
        description="Id to search by; the part after `upload:` is used in the picture's URL."
    )
    width: int
    height: int

    @staticmethod
    def of(upload: Upload) -> "UploadOut":
        """Build it with the upright size."""
        return UploadOut(id=upload.id, width=upload.width, height=upload.height)


def _item(item: Item) -> dict[str, Any]:
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}
