"""JSON models of requests."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Value: TypeAlias = bool | int | float | str | list[str]
Attributes: TypeAlias = dict[str, Value]

MAX_ATTRIBUTES = 64  # whose values are counted at once


class SearchOptions(BaseModel):
    """How to search, whatever for."""

    model_config = ConfigDict(extra="forbid")

    where: str | None = None
    weights: dict[str, float] | str | None = Field(
        None, description="How much each part counts: an object, or text as colour=.35,shape=.1"
    )
    limit: Annotated[int, Field(ge=1)] = 10
    offset: Annotated[int, Field(ge=0)] = 0
    crop: str | None = Field(
        None, description="x,y,w,h of the first `like`: in pixels, or all within 0 to 1."
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
            ]
        },
    )

    like: str | list[str]
    unlike: str | list[str] = []


class UploadIn(BaseModel):
    """The address of a picture to keep; a form sends the file itself."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/boot.jpg"}]}
    )

    url: str


class PutIn(BaseModel):
    """An image to put, by its address or its bytes."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://example.org/boot.jpg", "attributes": {"price": 89.9}}]
        },
    )

    url: str | None = None
    image: str | None = Field(None, description="The file's bytes in base64.")
    attributes: Attributes | None = None
    name: str = ""


class ImageIn(PutIn):
    """The same, with the id that it shall have."""

    id: str | None = None


class ChangesIn(BaseModel):
    """Attributes to set; null takes one away."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"attributes": {"price": 79.9, "sale": None}}]},
    )

    attributes: dict[str, Value | None]


class ListIn(BaseModel):
    """Which items to list, as in the address of a list, where the condition is too long for one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"where": "sku in ('a1', 'a2')", "limit": 100}]},
    )

    where: str | None = None
    limit: Annotated[int, Field(ge=1)] = 50
    cursor: str | None = None


class FacetsIn(BaseModel):
    """Which values to count, as in the address of facets."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"attribute": "category", "where": "price < 100"}]},
    )

    attribute: str | Annotated[list[str], Field(max_length=MAX_ATTRIBUTES)] | None = None
    where: str | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 20


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


class KeyIn(BaseModel):
    """What a browser signs in with; blanks and line ends around it came along as it was copied."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    key: Annotated[str, Field(min_length=1, max_length=200)]


class CollectionIn(BaseModel):
    """A collection to make of a folder on the server, below a root that is allowed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "shop", "folder": "/photos/shop"}]},
    )

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    folder: str = Field(
        min_length=1, description="Its whole path, or one that begins with the name of a root."
    )
    attributes: str | None = Field(None, description="A CSV or JSON Lines file, below a root too.")


class IndexIn(BaseModel):
    """What to bring a collection up to date with."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"folder": "/photos/shop"}]}
    )

    folder: Annotated[str, Field(min_length=1)] | None = Field(
        default=None,
        description="Its whole path, or one that begins with the name of a root; "
        "null for every folder that was indexed into it before.",
    )
    retry_failed: bool = Field(default=False, description="Retry files that failed before.")
    allow_removal: bool = Field(
        default=False, description="Whether many items may be removed whose files have gone."
    )
