"""JSON models of requests."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from lookalike.duplicates.tiers import USUAL, Tier
from lookalike.feedback.event import LONGEST, LONGEST_QUERY, EventKind
from lookalike.health.result import KINDS, Kind
from lookalike.items import MOST_VALUES
from lookalike.map.result import Method
from lookalike.recommendation.query import HALF_LIFE_DAYS, LeaveOut
from lookalike.search.query import MAX_EXCLUDED
from lookalike.types import Relevance

Value: TypeAlias = bool | int | float | str | list[str]
Attributes: TypeAlias = dict[str, Value]

MAX_ATTRIBUTES = 64  # most attributes in one facets request
MAX_DISTINCT = 300  # most items in one request, of which each pair is remembered
MAX_EVENTS = 10_000  # most events in one request
MAX_MOVED = 250  # most files in one request, whose undoing takes some 55 ms each


class RankingOptions(BaseModel):
    """Options of a search and of a recommendation."""

    model_config = ConfigDict(extra="forbid")

    where: str | None = None
    weights: dict[str, float] | str | None = Field(
        None, description="Weights of the parts: an object, or text as colour=.35,shape=.1"
    )
    limit: Annotated[int, Field(ge=1)] = 10
    offset: Annotated[int, Field(ge=0)] = 0
    copies: Literal["all", "once"] = Field(
        "all", description="`once` leaves out what is the same picture as a better hit."
    )
    group_by: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="An attribute: one hit for each of its values, the best."
    )
    diverse: Annotated[float, Field(ge=0, le=1)] = Field(
        0, description="How much unlike each other the first hits are to be; 0: by score alone."
    )
    exclude: str | Annotated[list[str], Field(max_length=MAX_EXCLUDED)] = Field(
        [], description="Ids of items that are not to be found."
    )


class SearchOptions(RankingOptions):
    """Options of a search."""

    crop: str | None = Field(
        None, description="Region of the first `like`: x,y,w,h in pixels or as fractions."
    )
    min_relevance: Relevance | None = Field(
        None, description="Leave out hits that are less relevant; for whole pictures."
    )


class SearchIn(SearchOptions):
    """A search without files: `id:...`, `upload:...`, http addresses, `colour:#c0392b`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "like": ["id:0a1b2c3d4e5f6071"],
                    "where": "price < 100",
                    "weights": {"colour": 0.7, "shape": 0.3},
                    "limit": 20,
                },
                {"like": ["id:0a1b2c3d4e5f6071", "colour:#c0392b"], "unlike": "colour:navy"},
                {
                    "like": "id:0a1b2c3d4e5f6071",
                    "copies": "once",
                    "group_by": "product",
                    "diverse": 0.3,
                    "exclude": ["id:1122334455667788"],
                },
            ]
        },
    )

    like: str | list[str]
    unlike: str | list[str] = []


class RecommendOptions(RankingOptions):
    """Options of a recommendation."""

    user: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = Field(
        None, description="Recommend from the events of this person, or of a `session`."
    )
    session: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = None
    leave_out: LeaveOut = Field(
        "seen", description="Which items of the person's events are left out; disliked ones always."
    )
    half_life_days: Annotated[float, Field(gt=0)] = Field(
        HALF_LIFE_DAYS, description="Days after which an event counts half as much as a new one."
    )


class RecommendIn(RecommendOptions):
    """A recommendation without files: `id:...`, `upload:...`, http addresses in `like`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user": "ann", "where": "stock > 0", "diverse": 0.2},
                {"like": ["id:0a1b2c3d4e5f6071", "id:1122334455667788"], "limit": 4},
            ]
        },
    )

    like: str | list[str] = []


class UploadIn(BaseModel):
    """The address of a picture to upload; a form sends the file itself."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/boot.jpg"}]}
    )

    url: str


class PutIn(BaseModel):
    """An image to put, by address or content."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://example.org/boot.jpg", "attributes": {"price": 89.9}}]
        },
    )

    url: str | None = Field(
        None,
        description="Its address, kept as the attribute `address` without user, password and "
        "parameters that are secrets.",
    )
    image: str | None = Field(None, description="The file's content in base64.")
    attributes: Attributes | None = None
    name: str = ""


class ImageIn(PutIn):
    """An image to put, with its item id."""

    id: str | None = None


class ChangesIn(BaseModel):
    """Attributes to set; null removes one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"attributes": {"price": 79.9, "sale": None}}]},
    )

    attributes: dict[str, Value | None]


class ListIn(BaseModel):
    """Which items to list: the parameters of the GET request, for conditions too long for a URL."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"where": "sku in ('a1', 'a2')", "limit": 100}]},
    )

    where: str | None = None
    limit: Annotated[int, Field(ge=1)] = 50
    cursor: str | None = Field(None, description="`cursor` of the page before.")
    after: str | None = Field(
        None, description="Begin after the item of this id, which need not exist any more."
    )


class FacetsIn(BaseModel):
    """
    Which values to count: the parameters of the GET request, for conditions too long for a URL.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"attribute": "category", "where": "price < 100"}]},
    )

    attribute: str | Annotated[list[str], Field(max_length=MAX_ATTRIBUTES)] | None = None
    where: str | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_VALUES)] = 20


class TagIn(BaseModel):
    """Attributes to set, and of which items: their ids, or a condition."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"attributes": {"season": "winter"}, "where": "category = 'coat'"}]
        },
    )

    attributes: dict[str, Value | None]
    ids: list[str] | None = None
    where: str | None = None


class RemoveIn(BaseModel):
    """Which items to remove: their ids, or a condition."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"ids": ["0a1b2c3d4e5f6071"]}, {"where": "category = 'sock'"}]
        },
    )

    ids: list[str] | None = None
    where: str | None = None


class CopiesIn(BaseModel):
    """The picture whose copies are wanted; a form sends the file itself."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"image": "id:0a1b2c3d4e5f6071"}]}
    )

    image: str = Field(description="`id:...`, `upload:...`, or an http address.")


class DuplicatesIn(BaseModel):
    """Which duplicates to search for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"tiers": ["identical", "reencoded", "edited"]}]},
    )

    where: str | None = None
    tiers: Annotated[list[Tier], Field(min_length=1)] = list(USUAL)


class CheckIn(BaseModel):
    """What to check."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"labels": "category", "kinds": ["mislabelled", "tiny"]}]},
    )

    labels: Annotated[
        str | None,
        Field(description="Attribute with the labels to compare with those of the nearest items."),
    ] = None
    where: str | None = None
    kinds: Annotated[list[Kind], Field(min_length=1)] = list(KINDS)


class MapIn(BaseModel):
    """What to lay out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"renew": False}]})

    where: str | None = None
    method: Annotated[
        Method | None, Field(description="How to lay it out; null for the best that is installed.")
    ] = None
    renew: Annotated[
        bool, Field(description="Whether to lay the whole map out again, from the old positions.")
    ] = False


class CalibrateIn(BaseModel):
    """How to find out what scores mean."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"labels": "category", "rate": 0.95}]}
    )

    labels: Annotated[
        str | None,
        Field(description="Attribute whose values say what is similar; null looks for one."),
    ] = None
    rate: Annotated[
        float | None, Field(gt=0.5, lt=1, description="Rate at which boundaries hold; .95 if null.")
    ] = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Chooses the sample.")] = 0


class CompareMapsIn(BaseModel):
    """What to compare a map with: another collection, or the same by other weights."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"weights": {"colour": 1}}]}
    )

    other: Annotated[
        str | None, Field(description="Name of another collection of the same files.")
    ] = None
    weights: Annotated[
        dict[str, float] | None, Field(description="Weights of the parts, for the other map.")
    ] = None
    where: str | None = None
    method: Annotated[
        Method | None, Field(description="How to lay it out; null for the best that is installed.")
    ] = None


class DistinctIn(BaseModel):
    """Items that are no duplicates of each other."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"ids": ["0a1b2c3d4e5f6071", "1b2c3d4e5f60718a"]}]},
    )

    ids: Annotated[list[str], Field(min_length=2, max_length=MAX_DISTINCT)]


class QuarantineIn(BaseModel):
    """Items whose files are moved away."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"ids": ["0a1b2c3d4e5f6071"]}]}
    )

    ids: Annotated[list[str], Field(min_length=1, max_length=MAX_MOVED)]


class UndoIn(BaseModel):
    """What to move back."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"action": "2026-05-01T101530.123456Z"}]}
    )

    action: str = Field(description="`action` of what was moved.")


class EventIn(BaseModel):
    """Something that a person did with an item."""

    model_config = ConfigDict(extra="forbid")

    kind: EventKind
    item: Annotated[str, Field(min_length=1)]
    user: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = Field(
        None, description="Id of a person; an event has this or a `session`."
    )
    session: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = Field(
        None, description="Id of a visit of which the person is not known."
    )
    time: str = Field("", description="ISO 8601; UTC if it has no zone; empty means now.")
    query: Annotated[str, Field(max_length=LONGEST_QUERY)] | None = Field(
        None, description="What was searched for, where the item was a result."
    )
    rank: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Its place among the results, from 1."
    )
    model: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="Name of what ranked the results."
    )


class EventsIn(BaseModel):
    """Events to record."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"events": [{"kind": "like", "item": "0a1b2c3d4e5f6071", "user": "ann"}]}]
        },
    )

    events: Annotated[list[EventIn], Field(max_length=MAX_EVENTS)]


class KeyIn(BaseModel):
    """The key to sign in with; surrounding whitespace from copying is ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    key: Annotated[str, Field(min_length=1, max_length=200)]


class CollectionIn(BaseModel):
    """A collection to make from a folder on the server, below an allowed root."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "shop", "folder": "/photos/shop"}]},
    )

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    folder: str = Field(
        min_length=1, description="Absolute path, or a path that begins with the name of a root."
    )
    attributes: str | None = Field(None, description="A CSV or JSON Lines file, below a root too.")


class IndexIn(BaseModel):
    """What to index."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"folder": "/photos/shop"}]}
    )

    folder: Annotated[str, Field(min_length=1)] | None = Field(
        default=None,
        description="Absolute path, or a path that begins with the name of a root; "
        "null for every folder that was indexed into it before.",
    )
    retry_failed: bool = Field(default=False, description="Retry files that failed before.")
    allow_removal: bool = Field(
        default=False,
        description="Whether many items with missing files may be removed, "
        "and a folder that is missing forgotten.",
    )
    check_duplicates: bool = Field(
        default=False, description="Compare new images with all that is there: `copies` of the job."
    )
    moved_from: Annotated[str, Field(min_length=1)] | None = Field(
        default=None,
        description="Where `folder` was when it was indexed before, or a part of that folder: "
        "needed if it is on another disk now.",
    )
