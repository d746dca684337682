"""Build the server app from open collections and settings."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

import lookalike
from lookalike.collection import Collection
from lookalike.server.jobs.jobs import Jobs
from lookalike.server.metrics import Measured, Metrics
from lookalike.server.middleware.body_buffer import BodyBuffer
from lookalike.server.middleware.byte_budget import ByteBudget
from lookalike.server.middleware.described import check_query
from lookalike.server.middleware.key_check import KeyCheck
from lookalike.server.middleware.origin_check import OriginCheck
from lookalike.server.middleware.safe_headers import SafeApp
from lookalike.server.openapi import add_models
from lookalike.server.pictures.fetching import Fetches
from lookalike.server.pictures.thumbnails import Thumbnails
from lookalike.server.pictures.uploads import Uploads
from lookalike.server.problems import add_problems
from lookalike.server.routes import (
    calibration,
    checks,
    collections,
    duplicates,
    events,
    facets,
    failures,
    health,
    images,
    indexing,
    jobs,
    map_comparisons,
    maps,
    pairs,
    pictures,
    search,
    session,
    settings,
    uploads,
    weights,
)
from lookalike.server.routes.people import feedback, recommendation
from lookalike.server.served import Served
from lookalike.server.service import Service
from lookalike.server.settings import Settings
from lookalike.server.work import Work

# In this order until one matches: what is asked most comes first.
ROUTES = (
    pictures,
    search,
    recommendation,
    collections,
    weights,
    indexing,
    images,
    pairs,
    uploads,
    facets,
    failures,
    duplicates,
    checks,
    maps,
    map_comparisons,
    calibration,
    feedback,
    jobs,
    events,
    health,
    session,
    settings,
)


def build_app(served: Mapping[str, Collection], settings: Settings | None = None) -> FastAPI:
    """
    Build the server app for these collections, by name; it closes them when it ends.

    The app owns them from now on: their limits and encoding are changed.
    """
    settings = settings or Settings()
    app = SafeApp(
        title="Lookalike",
        summary="Search images by visual similarity.",
        version=lookalike.__version__,
        docs_url=None,  # its pages would load scripts from elsewhere
        redoc_url=None,
        lifespan=_until_the_end,
        dependencies=[Depends(check_query)],
    )
    service = _service(served, settings)
    app.state.service = service
    add_problems(app)
    for module in ROUTES:
        app.include_router(module.router)
    add_models(app)
    app.add_middleware(
        BodyBuffer,
        settings=settings,
        budget=service.body_budget,
        check_capacity=service.work.check_capacity,
    )
    app.add_middleware(KeyCheck, settings=settings)
    app.add_middleware(OriginCheck, settings=settings)
    app.add_middleware(Measured, metrics=service.metrics)
    if settings.web.is_dir():
        app.mount("/", StaticFiles(directory=settings.web, html=True), "web")
    return app


def _service(served: Mapping[str, Collection], settings: Settings) -> Service:
    return Service(
        settings,
        Served(served, settings.limits, settings.quarantine),
        Work(settings.threads, settings.queue, settings.timeout_s),
        Jobs(),
        Thumbnails(settings.thumbnail_bytes),
        Uploads(settings),
        Metrics(),
        Fetches(settings),
        ByteBudget(settings.reception_bytes),
    )


@asynccontextmanager
async def _until_the_end(app: FastAPI) -> AsyncIterator[None]:
    yield
    service: Service = app.state.service
    service.is_stopping = True
    await service.event_stream.close()
    await asyncio.to_thread(service.close)
