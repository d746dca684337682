"""JSON models of responses."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from lookalike.collection import Collection
from lookalike.search.heatmap import Heatmap
from lookalike.server.asks import Attributes
from lookalike.server.jobs.jobs import Job, Kind, State
from lookalike.server.pictures.uploads import Upload
from lookalike.server.settings import Settings
from lookalike.stores.failures import Failure
from lookalike.types import Hit, Item, Removed

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
    job: "JobOut | None" = Field(None, description="The one that is in the way.")


class ItemOut(BaseModel):
    """One image of a collection."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHOE]})

    id: str
    source: str
    attributes: Attributes

    @staticmethod
    def of(item: Item) -> "ItemOut":
        """From the library's."""
        return ItemOut(**_item(item))


class HitOut(ItemOut):
    """An item that a search found; the parts sum to the score."""

    score: float
    parts: dict[str, float]

    @staticmethod
    def of_hit(hit: Hit) -> "HitOut":
        """From the library's."""
        return HitOut(**_item(hit.item), score=hit.score, parts=dict(hit.parts))


class HeatmapOut(BaseModel):
    """What each place of a picture gives to the cosine of a part: rows from top to bottom."""

    part: str
    item: list[list[float]] = Field(description="Of the item; the places sum to the cosine.")
    query: list[list[float]] | None = Field(
        description="Of the first liked picture, or its region; null where its file has gone."
    )

    @staticmethod
    def of(heatmap: Heatmap) -> "HeatmapOut":
        """From the library's."""
        query = None if heatmap.query is None else heatmap.query.tolist()
        return HeatmapOut(part=heatmap.part, item=heatmap.item.tolist(), query=query)


class Remarked(BaseModel):
    """An answer to a condition; `remarks` is left out where there are none."""

    remarks: list[str] = Field(
        [],
        description="What is odd about the condition: attributes that no item has, values of a "
        "kind that no item has there. It matches none, and all where it is negated. Of facets, "
        "also those that no item has.",
    )


class HitsOut(Remarked):
    """Hits, best first."""

    hits: list[HitOut]
    next_offset: int | None = Field(description="Where the next page begins, if there may be one.")


class ItemsOut(Remarked):
    """A page of items."""

    items: list[ItemOut]
    count: int = Field(description="Of all that match, not of this page.")
    cursor: str | None = Field(description="Gives the next page; null at the end.")


class EncoderOut(BaseModel):
    """What fills a part of the vectors."""

    name: str
    dim: int


class CollectionOut(BaseModel):
    """What a collection holds and how it was made."""

    name: str
    items: int
    away: int = Field(description="Items that are kept although their files are not there.")
    failures: int
    parts: list[str]
    weights: dict[str, float]
    attributes: list[str] = Field(description="Names that a condition or a facet may ask about.")
    has_colours: bool = Field(description="Whether `colour:...` can be searched by.")
    has_heatmaps: bool = Field(description="Whether hits can be shown place by place.")
    folders: list[str] = Field(description="Those that were indexed into it.")
    unfinished: bool = Field(
        description="A run of indexing goes on, or was cut short: `POST .../index` resumes it."
    )
    encoders: list[EncoderOut]
    created_at: str

    @staticmethod
    def of(name: str, collection: Collection) -> "CollectionOut":
        """Counted now."""
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
            unfinished=found.unfinished,
            encoders=[EncoderOut(name=one.name, dim=one.dim) for one in found.encoders],
            created_at=found.created_at,
        )


class CollectionsOut(BaseModel):
    """All that are served."""

    collections: list[CollectionOut]


class CountOut(BaseModel):
    """How many items a collection has now; null where it is gone."""

    name: str
    items: int | None


class FacetOut(BaseModel):
    """A value of an attribute, and how many items have it."""

    value: bool | int | float | str
    count: int


class FacetsOut(Remarked):
    """By attribute, the most frequent values first."""

    facets: dict[str, list[FacetOut]]


class FailureOut(BaseModel):
    """A file that gave no vector, and why."""

    source: str
    reason: str
    at: str

    @staticmethod
    def of(failure: Failure) -> "FailureOut":
        """From the library's."""
        return FailureOut(source=failure.source, reason=failure.reason, at=failure.at)


class FailuresOut(BaseModel):
    """By source."""

    failures: list[FailureOut]
    count: int = Field(description="Of all, not of this page.")


class Refused(BaseModel):
    """An image that was sent and could not be put."""

    index: int = Field(description="Its place among those sent, from 0.")
    id: str | None
    error: str
    detail: str


class PutOut(BaseModel):
    """What became of the images that were sent."""

    items: list[ItemOut]
    refused: list[Refused]


class RemovedOut(BaseModel):
    """How many items were removed."""

    removed: int


class RemovalOut(RemovedOut):
    """How many of several."""

    unknown: list[str] = Field(description="Of the ids sent, those that no item had.")

    @staticmethod
    def of(removed: Removed) -> "RemovalOut":
        """From the library's."""
        return RemovalOut(removed=removed, unknown=list(removed.unknown))


class JobOut(BaseModel):
    """Long work, as far as it has come; counts are of files."""

    id: str
    kind: Kind
    collection: str
    state: State
    total: int
    done: int
    added: int
    updated: int
    unchanged: int
    moved: int
    returned: int = Field(description="Back at their place, under the ids that they had.")
    removed: int
    away: int = Field(description="Items that were kept although their files are not there.")
    away_example: str = Field(description="The file of one of them.")
    also_away: int = Field(description="New pictures that a folder which is away has too.")
    away_folder: str = Field(description="That folder.")
    failed: int
    still_failing: int
    overtaken: int = Field(description="Left alone: changed by others while the job went on.")
    unmatched_rows: int = Field(description="Rows of the attributes that named no image.")
    unmatched_row: str = Field(description="One of them, and what an image is called instead.")
    images_without_row: int = Field(description="Images that no row of the attributes named.")
    image_without_row: str = Field(description="One of them, by its path below the folder.")
    remarks: list[str] = Field(description="What in the attributes may not be meant, by line.")
    is_building: bool = Field(description="All files are done; the search graph is being built.")
    began_at: float = Field(description="Seconds since 1970.")
    error: str
    notes: list[str] = Field(description="What was left out, and why.")

    @staticmethod
    def of(job: Job) -> "JobOut":
        """As it is now."""
        told = job.report
        counts = {n: getattr(told, n) for n in ("added", "updated", "unchanged", "moved")}
        away = {n: getattr(told, n) for n in ("away", "away_example", "also_away", "away_folder")}
        return JobOut(
            id=job.id,
            kind=job.kind,
            collection=job.collection,
            state=job.state,
            total=job.total,
            done=told.done,
            **counts,
            returned=told.returned,
            removed=told.removed,
            **away,
            failed=len(told.failed),
            still_failing=told.still_failing,
            overtaken=told.overtaken,
            unmatched_rows=told.unmatched_rows,
            unmatched_row=told.unmatched_row,
            images_without_row=told.images_without_row,
            image_without_row=told.image_without_row,
            remarks=told.remarks,
            is_building=told.is_building,
            began_at=job.began_at,
            error=job.error,
            notes=list(job.notes),
        )


class JobsOut(BaseModel):
    """The newest first."""

    jobs: list[JobOut]


class HealthOut(BaseModel):
    """Whether the server is well, and how busy."""

    status: str
    version: str
    collections: int
    pending: int


class SettingsOut(BaseModel):
    """What the server does, as the operator decided."""

    fetches: bool = Field(description="Whether a request may name an image by its address.")
    fetch_timeout_s: float = Field(description="For one address as a whole.")
    max_body_bytes: int = Field(description="Of one request.")
    max_image_bytes: int = Field(description="Of one image that is uploaded.")
    max_image_pixels: int
    max_limit: int = Field(description="Results in one answer.")
    makes_collections: bool
    roots: list[str] = Field(
        description="Names of folders that collections may be made from: NAME, or NAME/FOLDER."
    )

    @staticmethod
    def of(settings: Settings) -> "SettingsOut":
        """Without any path of the server."""
        return SettingsOut(
            fetches=settings.fetches,
            fetch_timeout_s=settings.fetch_timeout_s,
            max_body_bytes=settings.max_body_bytes,
            max_image_bytes=settings.max_image_bytes,
            max_image_pixels=settings.limits.max_pixels,
            max_limit=settings.max_limit,
            makes_collections=settings.makes_collections,
            roots=sorted(settings.named_roots) if settings.makes_collections else [],
        )


class SessionOut(BaseModel):
    """Whether a key is needed, and whether this browser has brought one."""

    asks_for_key: bool
    signed_in: bool = Field(description="True for everybody where no key is asked for.")


class UploadOut(BaseModel):
    """A picture that is kept for searches."""

    id: str = Field(description="To search by; what follows `upload:` is the picture's address.")
    width: int
    height: int

    @staticmethod
    def of(upload: Upload) -> "UploadOut":
        """Upright."""
        return UploadOut(id=upload.id, width=upload.width, height=upload.height)


def _item(item: Item) -> dict[str, Any]:
    return {"id": item.id, "source": item.source, "attributes": dict(item.attributes)}
