# The bot in a container. It has not been built where it was written: there was no Docker daemon.
# tests/deploy examines it and runs its commands one by one, as an ordinary user in a clean folder.

FROM python:3.11-slim-trixie AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary=:all: --requirement requirements.txt
COPY bot bot
COPY locales locales
RUN .venv/bin/python -m compileall -q bot && mkdir -m 700 data

FROM python:3.11-slim-trixie AS sqlite
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /app/data /data
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 HOME=/data \
    DATABASE_URL=sqlite:////data/bot.sqlite3 BACKUP_DIR=/data/backups \
    CATALOGUE_FILE=/data/catalogue.toml MONITOR_PORT=9464
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080 9464
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as it; it.urlopen('http://127.0.0.1:' + os.environ['MONITOR_PORT'] + '/readyz', timeout=5)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]

# With pg_dump, which makes the daily backups of a PostgreSQL database.
FROM sqlite AS postgresql
USER 0:0
# Debian keeps one version, the newest of its release.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
USER 10001:10001

# What is built unless a target is named.
FROM sqlite
