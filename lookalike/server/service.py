"""What the routes depend on: collections, jobs, uploads, settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from lookalike.collection import Collection
from lookalike.server.jobs.calibrating import Calibrating
from lookalike.server.jobs.checking import Checked
from lookalike.server.jobs.comparing import Compared
from lookalike.server.jobs.event_stream import EventStream
from lookalike.server.jobs.jobs import Jobs
from lookalike.server.jobs.last import Last
from lookalike.server.jobs.looking import Looked
from lookalike.server.jobs.mapping import Mapped
from lookalike.server.metrics import Metrics
from lookalike.server.middleware.byte_budget import ByteBudget
from lookalike.server.pictures.fetching import Fetches
from lookalike.server.pictures.thumbnails import Thumbnails
from lookalike.server.pictures.uploads import Uploads
from lookalike.server.served import Served
from lookalike.server.settings import Settings
from lookalike.server.work import Work


@dataclass
class Service:
    """The parts of one server; `is_stopping` is set when it is asked to stop."""

    settings: Settings
    served: Served
    work: Work
    jobs: Jobs
    thumbnails: Thumbnails
    uploads: Uploads
    metrics: Metrics
    fetches: Fetches
    body_budget: ByteBudget
    is_stopping: bool = False
    event_stream: EventStream = field(init=False)
    looks: Last[Looked] = field(init=False)
    checks: Last[Checked] = field(init=False)
    maps: Last[Mapped] = field(init=False)
    comparisons: Last[Compared] = field(init=False)
    calibrating: Calibrating = field(init=False)

    def __post_init__(self) -> None:
        self.calibrating = Calibrating(self.settings.calibrates, lambda: self.work.pending > 0)
        self.looks = Last(self.jobs, "duplicates", "is not the last search for duplicates")
        self.checks = Last(self.jobs, "check", "is not the last check")
        self.maps = Last(self.jobs, "map", "did not make the last map")
        self.comparisons = Last(self.jobs, "comparison", "is not the last comparison")
        self.event_stream = EventStream(self.jobs, self.served, lambda: self.is_stopping)

    def close(self) -> None:
        """Finish accepted work, then close the collections."""
        self.is_stopping = True
        self.fetches.close()
        self.work.close()
        self.jobs.close()
        self.calibrating.close()
        self.served.close()

    def is_allowed(self, path: Path) -> bool:
        """Whether a path is in a folder that the operator allows, with links resolved."""
        real = path.resolve()
        return any(real.is_relative_to(root.resolve()) for root in self.settings.roots)


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


AService = Annotated[Service, Depends(_service)]


async def _collection(name: str, request: Request) -> Collection:
    service: Service = request.app.state.service  # not `AService`, which would be resolved twice
    return service.served.get(name)


ACollection = Annotated[Collection, Depends(_collection)]
"""The collection that the URL names, or 404."""
