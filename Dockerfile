# composelint over a directory that is mounted at /src:
#   docker run --rm --network none --volume "$PWD:/src:ro" composelint

FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91 AS build
WORKDIR /build
RUN python -m venv /opt/composelint
# What composelint needs changes seldom, composelint often: so each has a layer of its own.
COPY pyproject.toml ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > requirements.txt \
 && /opt/composelint/bin/pip install -r requirements.txt
COPY README.md LICENSE ./
COPY rules ./rules
COPY src ./src
RUN --mount=type=cache,target=/root/.cache/pip /opt/composelint/bin/pip install --no-deps .

FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91
COPY --from=build /opt/composelint /opt/composelint
WORKDIR /src
USER 65532:65532
ENTRYPOINT ["/opt/composelint/bin/composelint"]
CMD ["check"]
