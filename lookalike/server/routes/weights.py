"""`/v1/collections/{name}/weights`: the default weights of the parts."""

from fastapi import APIRouter

from lookalike.collection import Collection
from lookalike.server.openapi import PROBLEMS
from lookalike.server.response_models import CollectionOut
from lookalike.server.service import ACollection, AService

router = APIRouter(prefix="/v1/collections/{name}", tags=["collections"], responses=PROBLEMS)


@router.put("/weights")
async def set_weights(
    name: str, weights: dict[str, float], collection: ACollection, service: AService
) -> CollectionOut:
    """Set the collection's default weights; parts that are not named have weight 0."""
    return await service.work.run(_set, name, weights, collection)


def _set(name: str, weights: dict[str, float], collection: Collection) -> CollectionOut:
    collection.set_weights(weights)
    return CollectionOut.of(name, collection)
