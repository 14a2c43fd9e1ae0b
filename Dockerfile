# Two stages: the first builds the environment; the second holds nothing but it, and runs as a plain user.
FROM python:3.13-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/knockon && python -m venv /opt/build
COPY requirements.lock requirements-run.lock ./
RUN /opt/knockon/bin/pip install --no-deps --require-hashes -r requirements-run.lock
RUN /opt/build/bin/pip install --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY ingest ingest
COPY agents agents
COPY api api
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /dist . \
    && /opt/knockon/bin/pip install --no-deps --no-index /dist/*.whl

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 knockon && install -d -o knockon /data
COPY --from=build /opt/knockon /opt/knockon
USER knockon
WORKDIR /data
ENV PATH=/opt/knockon/bin:$PATH KNOCKON_STORE=sqlite:////data/knockon.db
EXPOSE 8000
ENTRYPOINT ["knockon"]
CMD ["serve"]
