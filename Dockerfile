# Serves the images of a folder, page and API: docs/server.md says how to run it.
# scripts/container-check takes these steps without an engine; it reads them here.

FROM python:3.12-slim AS wheel
COPY pyproject.toml README.md LICENSE /source/
COPY lookalike /source/lookalike
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /source

FROM python:3.12-slim
COPY --from=wheel /wheels /wheels
RUN pip install --no-cache-dir --only-binary=:all: "$(echo /wheels/lookalike-*.whl)[server]"
RUN useradd --system --uid 10001 --no-create-home lookalike \
    && mkdir /images /data \
    && chown lookalike /data

# Beyond its own machine the server asks for a key: docker exec ... lookalike keys add NAME
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LOOKALIKE_KEYS=/data/keys.json
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=8); c.request('GET', '/v1/health'); raise SystemExit(c.getresponse().status != 200)"]

# A form that runs no shell: signals reach the server itself.
CMD ["lookalike", "serve", "/data/images", "--index", "/images", "--host", "0.0.0.0", "--port", "8000"]
