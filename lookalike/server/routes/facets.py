"""`/v1/collections/{name}/facets`: attribute values, with the number of items of each."""

from typing import Annotated

from fastapi import APIRouter, Query

from lookalike.collection import Collection
from lookalike.filters.remarks import remarks_on_names
from lookalike.items import MOST_VALUES
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import MAX_ATTRIBUTES, FacetsIn
from lookalike.server.response_models import FacetOut, FacetsOut
from lookalike.server.service import ACollection, AService

router = APIRouter(prefix="/v1/collections/{name}", tags=["search"], responses=PROBLEMS)


@router.get("/facets", response_model_exclude_defaults=True)
async def facets(
    collection: ACollection,
    service: AService,
    attribute: Annotated[list[str] | None, Query(max_length=MAX_ATTRIBUTES)] = None,
    where: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_VALUES)] = 20,
) -> FacetsOut:
    """
    Count the values of these attributes, or of all, among the items that match.

    Of more than 64 attributes, the first are counted if none are named, and `remarks` says so.
    """
    return await service.work.run(_facets, collection, attribute, where, limit)


@router.post("/facets", response_model_exclude_defaults=True)
async def facets_of(asked: FacetsIn, collection: ACollection, service: AService) -> FacetsOut:
    """Like the GET request, for conditions too long for a URL."""
    names = [asked.attribute] if isinstance(asked.attribute, str) else asked.attribute
    return await service.work.run(_facets, collection, names, asked.where, asked.limit)


def _facets(
    collection: Collection, attributes: list[str] | None, where: str | None, limit: int
) -> FacetsOut:
    every = collection.attribute_names() if attributes is None else attributes
    names, condition = every[:MAX_ATTRIBUTES], collection.condition(where)
    has_values = collection.store.has_values
    odd = remarks_on_names(attributes or (), has_values, collection.attribute_names)
    return FacetsOut(
        facets={
            name: [
                FacetOut(value=value, count=count)
                for value, count in collection.facets(name, condition, limit)
            ]
            for name in names
        },
        remarks=[*dict.fromkeys([*collection.remarks(condition), *odd]), *_left_out(every)],
    )


def _left_out(names: list[str]) -> list[str]:
    if len(names) <= MAX_ATTRIBUTES:
        return []
    said = f"{MAX_ATTRIBUTES} of the {len(names)} attributes are counted; "
    return [said + f"name the others as `attribute`, such as {names[MAX_ATTRIBUTES]!r}"]
