# make test    all tests; installs what they need, or says what is missing
# make check   the gate for people and CI: generated files, format, lint, tests
# make bench   the figures: start, memory, pages, writes, consents, log-ins, Link status
# make generate  templ, stylesheet, htmx, axe-core

SHELL   := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
TOOLS   := $(CURDIR)/.cache/bin
LINT    := $(TOOLS)/golangci-lint
LINT_VERSION := v2.15.0

.PHONY: test check bench generate current format vet lint vulnerabilities chromium compiler node build clean

test: compiler chromium
	go test -race -shuffle=on -timeout 30m ./...

check: current format vet lint vulnerabilities test

bench: compiler
	go test -run '^$$' -bench . -benchtime 1x -timeout 90m ./internal/bench
	go test -run '^$$' -bench . -benchtime 2s -timeout 60m ./store ./internal/microsoft

build: compiler
	go build -trimpath -ldflags '-s -w' -o authconsole .

# What is generated is committed, so that «go run .» needs Go and a C compiler only.
generate: node_modules
	go tool templ generate -path views
	npx --no-install tailwindcss -i views/console.css -o static/console.css --minify
	cp node_modules/htmx.org/dist/htmx.min.js static/htmx.min.js
	cp node_modules/axe-core/axe.min.js internal/walk/testdata/axe.min.js

# Generated files are those that the sources give.
current: generate
	@git diff --exit-code --stat -- views static internal/walk/testdata \
	  || { echo "Generated files are not current: run make generate and commit."; exit 1; }
	@test -z "$$(git ls-files --others --exclude-standard -- views static internal/walk/testdata)" \
	  || { echo "Generated files are not committed."; exit 1; }

format:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "Not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	@go mod tidy -diff > /dev/null || { echo "go.mod is not tidy: run go mod tidy."; exit 1; }

vet: compiler
	go vet ./...

lint: $(LINT)
	$(LINT) run ./...

$(LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

# Known vulnerabilities need the vulnerability database, which is not everywhere
# within reach; where it is, a finding fails the check.
vulnerabilities:
	@if command -v govulncheck > /dev/null && curl -fsS -m 5 -o /dev/null https://vuln.go.dev/index/modules.json 2> /dev/null; \
	then govulncheck ./...; else echo "govulncheck: its data cannot be reached; not checked"; fi

compiler:
	@command -v gcc > /dev/null || ./.ci/install gcc libc6-dev

chromium:
	@command -v chromium > /dev/null || ./.ci/install chromium

node:
	@command -v npm > /dev/null || ./.ci/install nodejs npm

# Not «npm ci»: it refuses a lock that does not list an optional package for every
# platform. Without saving, the locked versions are installed just as well.
node_modules: package-lock.json | node
	npm install --no-save --no-audit --no-fund
	@touch node_modules

clean:
	rm -rf .cache artefacts node_modules authconsole
