# Everything a contributor runs. `make` alone lists the targets.
# Tools are pinned in tools/go.mod and built by the Go command; nothing is installed for you
# except by `make test`, which fetches PostgreSQL and Chromium where the system has none.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export CGO_ENABLED := 0

GO     ?= go
TOOL   := $(GO) tool -modfile=tools/go.mod
EVENTS := .tools/test
# Where goroutines share something. Properties draw hundreds of histories one after another: there
# the race detector has nothing to find and takes minutes.
RACY   := $(addprefix ./internal/platform/,db mail outbox webhook) ./internal/delivery/web ./internal/delivery/api \
	$(addprefix ./internal/feature/,notice partnership programme)
UNIT   := ./internal/... ./cmd/...
# The packages that have published figures to equal.
REFERENCE = $(patsubst %/reference_test.go,./%,$(wildcard internal/engine/*/reference_test.go internal/engine/*/*/reference_test.go))

# TITIAN_TEST_POSTGRES=off leaves PostgreSQL out, and the summary says so.
FUZZTIME ?= 10s
HISTORIES ?= 10000
KILLS    ?= 20
SCALE    ?= 0.1
ROUNDS   ?= 5
DB       ?= seed.db
FLAGS    ?=

# Each part of the suite runs whatever became of the one before; testsummary judges them all.
GOTEST := $(TOOL) gotestsum --format pkgname --jsonfile

.DEFAULT_GOAL := help
.PHONY: help run test test-deps test-pg race vet lint fmt dead gen generated-clean fuzz e2e bench histories kills stories reference million seed check build

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the demo (FLAGS="--reset" starts it afresh)
	$(GO) run ./cmd/titian demo $(FLAGS)

build: ## build the program into bin/
	$(GO) build -trimpath -o bin/titian ./cmd/titian

test: test-deps vet generated-clean ## every test: both engines, race detector, browser; ends with a summary
	@rm -rf $(EVENTS) && mkdir -p $(EVENTS)
	-$(GOTEST) $(EVENTS)/unit.json -- -shuffle=on -timeout 15m $(UNIT)
	-TITIAN_TEST_POSTGRES=off CGO_ENABLED=1 $(GOTEST) $(EVENTS)/race.json -- -race -shuffle=on -timeout 15m -skip "^($$(scripts/property-tests.sh))$$" $(RACY)
	-$(GOTEST) $(EVENTS)/e2e.json -- -timeout 15m ./e2e/...
	-$(GOTEST) $(EVENTS)/tools.json --raw-command -- $(GO) -C tools test -json ./testsummary/...
	-$(GOTEST) $(EVENTS)/bench.json --raw-command -- $(GO) -C bench test -json ./...
	@echo
	@if [ "$${TITIAN_TEST_POSTGRES:-}" = off ]; then echo "TITIAN_TEST_POSTGRES=off: the unit tests ran on SQLite alone."; fi
	@$(GO) -C tools run ./testsummary $(foreach p,unit race e2e tools bench,$(p)=$(CURDIR)/$(EVENTS)/$(p).json)

test-deps: ## install PostgreSQL, Chromium and a C compiler where missing (Debian, root or sudo)
	@scripts/install-test-deps.sh

test-pg: ## store and service tests on PostgreSQL alone
	$(GO) test -run '/^postgres$$' $(FLAGS) ./internal/...

race: ## the race detector on everything but the browser, on SQLite
	TITIAN_TEST_POSTGRES=off CGO_ENABLED=1 $(GO) test -race $(FLAGS) $(UNIT)

vet: ## go vet in all modules
	$(GO) vet ./...
	$(GO) -C tools vet ./testsummary/...
	$(GO) -C bench vet ./...

lint: ## pinned linters
	$(TOOL) golangci-lint run ./...

fmt: ## format as lint asks
	$(TOOL) golangci-lint fmt ./...

dead: ## functions that nothing reaches
	$(TOOL) deadcode -test ./...

gen: ## regenerate what is generated (templ)
	@scripts/generate.sh

rights: ## write docs/rights.md anew, from what the program does
	@go test ./internal/app -run TestTheRightsAreAsWritten -update-rights

generated-clean: ## fail if generated files are not what the generator makes
	@scripts/check-generated.sh

fuzz: ## every fuzz test for FUZZTIME
	@scripts/fuzz.sh $(FUZZTIME)

e2e: ## browser journeys; pictures go to e2e/screenshots
	$(GO) test -count=1 -v $(FLAGS) ./e2e/...

stories: ## play all five stories through the pages, in a browser, from a blank database (about five minutes)
	TITIAN_TEST_STORIES=all $(GO) test -count=1 -timeout 30m -run 'Stories' ./e2e

kills: ## kill the program under writes and imports KILLS times on each engine (20; about six minutes)
	TITIAN_TEST_KILLS=$(KILLS) $(GO) test -count=1 -timeout 30m -run 'Kill' ./e2e

histories: ## add up the rows of HISTORIES random histories of promises (10,000; about ten minutes), a tenth on PostgreSQL
	TITIAN_TEST_POSTGRES=off TITIAN_TEST_HISTORIES=$(HISTORIES) $(GO) test -timeout 60m -run TestEveryAmountIsTheSumOfItsRows ./internal/feature/partnership
	TITIAN_TEST_HISTORIES=$$(($(HISTORIES)/10)) $(GO) test -timeout 60m -run TestEveryAmountIsTheSumOfItsRows/postgres ./internal/feature/partnership

bench: ## the desk day beside a bare handler and PocketBase (SCALE=1 is the nation, ROUNDS)
	SCALE=$(SCALE) ROUNDS=$(ROUNDS) bench/run.sh

reference: ## engines against published figures: largest difference per file
	@$(GO) test -count=1 -v -run 'Reference|Equals?(R|Cmprsk)$$' $(REFERENCE) | grep -v '^=== '

million: ## the allocation engine against brute force on a million random rounds (minutes)
	$(GO) test -count=1 -v -timeout 2h -run RandomRounds ./internal/engine/allocation -rounds 1000000

seed: ## fill DB with the synthetic nation at SCALE
	$(GO) run ./cmd/titian generate --scale $(SCALE) --seed 1 --db $(DB)

check: lint test ## what a change must pass
