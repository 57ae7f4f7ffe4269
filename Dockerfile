# docker build -t fairer-audit .
# docker run --rm -v "$PWD:/data" fairer-audit model.h5 --groups sex
FROM swift:6.3-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /source
COPY . .
RUN make setup \
    && make deb FOLDER=/packages

FROM debian:bookworm-slim
COPY --from=build /packages /packages
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends /packages/*.deb \
    && rm -rf /packages /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 auditor
USER 1000
WORKDIR /data
ENTRYPOINT ["fairer-audit"]
