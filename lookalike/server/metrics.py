"""Request counts and durations in Prometheus format."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import accumulate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Counters of requests; used on the event loop only."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS_S) + 1))
        self._seconds: Counter[str] = Counter()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests[method, route, status] += 1
        self._buckets[route][sum(seconds > bound for bound in BOUNDS_S)] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]

    def text(self, gauges: Mapping[str, float]) -> str:
        """
        Return the metrics in Prometheus text format; `gauges` are current values by name and
        labels.
        """
        lines = ["# TYPE lookalike_requests_total counter"]
        for (method, route, status), count in sorted(self._requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            lines.append(f"lookalike_requests_total{{{labels}}} {count}")
        lines.append("# TYPE lookalike_request_seconds histogram")
        for route in sorted(self._buckets):
            lines += self._histogram(route)
        for name in sorted({gauge.partition("{")[0] for gauge in gauges}):
            lines.append(f"# TYPE {name} gauge")
            lines += [f"{g} {v:g}" for g, v in gauges.items() if g.partition("{")[0] == name]
        return "\n".join(lines) + "\n"

    def _histogram(self, route: str) -> list[str]:
        counts, name = list(accumulate(self._buckets[route])), "lookalike_request_seconds"
        bounds = [*map(str, BOUNDS_S), "+Inf"]
        return [
            *(
                f'{name}_bucket{{route="{route}",le="{bound}"}} {count}'
                for bound, count in zip(bounds, counts, strict=True)
            ),
            f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}',
            f'{name}_count{{route="{route}"}} {counts[-1]}',
        ]


class Measured:
    """Middleware that measures every request by its route, not by its address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called by the server for each request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            route = getattr(scope.get("route"), "path", "") or "other"
            method = scope["method"] if route != "other" else "any"
            self._metrics.note(method, route, status, time.monotonic() - began)
