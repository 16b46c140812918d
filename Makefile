# GridBridge. `make help` lists what can be made.

PREFIX ?= /usr/local
DESTDIR ?=
# Seconds for each fuzzer, minutes of `make soak`.
FUZZ_SECONDS ?= 60
SOAK_MINUTES ?= 10

program := .build/release/gridbridge
strict := GRIDBRIDGE_STRICT=1

.DEFAULT_GOAL := help
.PHONY: help set-up synapse build run test lint bench fuzz soak install clean

help: ## this list
	@echo "usage: make TARGET"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-12s%s\n", $$1, $$2 }'

set-up: ## check the compiler, install missing libraries with apt
	@sh .ci/set-up

synapse: set-up ## install the homeserver that tests start, in .build/synapse
	@sh .ci/synapse

build: set-up ## the program, in .build/release/gridbridge
	@echo "build: optimised, Swift's own libraries linked in (the first time takes some minutes)"
	swift build -c release --static-swift-stdlib --product gridbridge
	@$(program) version

run: build ## the demo county and its sandbox chat on http://127.0.0.1:8480
	@exec sh .ci/demo

test: synapse lint ## every check and every test
	@echo "test: building, every warning an error"
	$(strict) swift build --build-tests --explicit-target-dependency-import-check error
	@echo "test: running, a target after the other"
	@$(strict) .ci/test

lint: ## the layout of the sources
	@echo "lint: swift format lint --strict"
	@swift format lint --strict --parallel --recursive Sources Tests Package.swift

fuzz: set-up ## everything that reads from outside, FUZZ_SECONDS (60) each
	@echo "fuzz: building with libFuzzer's instruments, in .build-fuzz"
	GRIDBRIDGE_FUZZ=1 swift build -c release --sanitize fuzzer -Xswiftc -enable-testing \
		--scratch-path .build-fuzz --product fuzz
	@.ci/fuzz $(FUZZ_SECONDS)

bench: build ## figures of this machine, five minutes; docs/benchmarks.md has some
	@sh .ci/set-up bench || echo "bench: without Hyperscan, beside which the matcher is measured"
	@echo "bench: building the measures, in .build-bench"
	GRIDBRIDGE_BENCH=1 swift build -c release --scratch-path .build-bench --product bench
	@.build-bench/release/bench

soak: build ## SOAK_MINUTES (10) of steady traffic with kills, then its books compared
	@echo "soak: building the measures, in .build-bench"
	GRIDBRIDGE_BENCH=1 swift build -c release --scratch-path .build-bench --product bench
	@.build-bench/release/bench soak $(SOAK_MINUTES)

install: build ## copy the program and its tables and templates below PREFIX (/usr/local)
	@echo "install: into $(DESTDIR)$(PREFIX)"
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/gridbridge
	install -s -m 755 $(program) $(DESTDIR)$(PREFIX)/bin/gridbridge
	cp -R seeds Templates $(DESTDIR)$(PREFIX)/share/gridbridge/
	@$(DESTDIR)$(PREFIX)/bin/gridbridge version

clean: ## remove what was built; run/ and data/ stay
	rm -rf .build .build-*
