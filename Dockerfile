# The API for production: it brings no database and no build tools, and does not run as root.
# The tag fixes the minor version and the distribution; docs/operations.md tells how to pin a digest.
FROM python:3.13-slim-trixie AS builder

# System certificates: a network that inspects its traffic adds its authority there.
ENV UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1
WORKDIR /src

# Before the sources: the dependencies stay in the build cache until a lock file changes.
COPY requirements/ requirements/
RUN python -m venv --without-pip /opt/jec \
    && pip install --no-cache-dir --require-hashes -r requirements/uv.lock \
    && uv pip sync --require-hashes --compile-bytecode --python /opt/jec/bin/python \
        requirements/run.lock

COPY . .
# The build backend comes from the same lock as in development, by its hash.
RUN uv build --wheel --require-hashes --build-constraints requirements/dev.lock --out-dir /dist \
    && uv pip install --no-deps --compile-bytecode --python /opt/jec/bin/python /dist/*.whl


FROM python:3.13-slim-trixie

# A fixed number, because files of secrets on the host must belong to it.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin jec \
    && install -d -o jec -g jec -m 0700 /var/lib/jec
COPY --from=builder /opt/jec /opt/jec

ENV PATH=/opt/jec/bin:$PATH PYTHONUNBUFFERED=1 JEC_DATA_DIR=/var/lib/jec
USER 10001
WORKDIR /var/lib/jec
EXPOSE 8000
# The server finishes the requests under way before it ends.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["jec", "serve", "--host", "0.0.0.0"]
