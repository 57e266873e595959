# The image has one static binary, the certificates of public authorities, and nothing else:
#
#   docker build -t wsspec .
#   docker run --rm --network host wsspec run ws://127.0.0.1:9001/
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /wsspec ./cmd/wsspec && mkdir /results

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /wsspec /wsspec
COPY --from=build --chown=65534:65534 /results /results
USER 65534:65534
WORKDIR /results
ENTRYPOINT ["/wsspec"]
