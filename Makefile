# make test does all it needs by itself: it installs the Debian packages the
# tests use, checks the code, builds every target and runs every test.
GO ?= go
TARGETS = linux/amd64 linux/arm64 linux/loong64 windows/amd64

.PHONY: test unit lint build dist bench cover tools

test: tools lint build unit

tools:
	./.ci/packages

unit:
	$(GO) test -race -shuffle=on -timeout 30m ./...

lint:
	@out=$$(gofmt -l cmd crawler checks reports); [ -z "$$out" ] || { echo "gofmt: $$out"; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=.ci/tools/go.mod staticcheck ./...

build:
	@for t in $(TARGETS); do echo "build $$t"; \
	  CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -o /dev/null ./cmd/duwang || exit 1; done

# dist leaves a static binary for each target under dist/.
dist:
	@for t in $(TARGETS); do o=dist/duwang-$${t%/*}-$${t#*/}; [ $${t%/*} = windows ] && o=$$o.exe; echo $$o; \
	  CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -trimpath -ldflags "-s -w" -o $$o ./cmd/duwang || exit 1; done

bench:
	$(GO) test -run 'TestAccuracy' -v ./crawler/page
	$(GO) test -run '^$$' -bench . -benchmem ./...

cover:
	@mkdir -p dist
	$(GO) test -coverprofile=dist/cover.out ./... && $(GO) tool cover -func=dist/cover.out | tail -1
