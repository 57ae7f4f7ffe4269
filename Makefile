# make demo   audits the sample checkpoint and prints the path of the report
# make test   builds and runs every test
# Both install the system packages that are absent.
# make install [PREFIX=/usr/local]   make dist   make deb [FOLDER=dist]   make man: see docs/install.md

SHELL := /bin/bash
PACKAGES := libhdf5-dev zlib1g-dev libdnnl-dev libpng-dev libjpeg62-turbo-dev pkg-config
SAMPLE := sample-checkpoints/adult
TOOL := .build/release/fairer-audit
PREFIX ?= /usr/local
FOLDER ?= dist
MAN ?= Packaging/man

.PHONY: demo test build setup install dist deb man format lint
.DEFAULT_GOAL := demo

setup:
	@if [ "$$(uname)" = Linux ]; then .ci/install-packages $(PACKAGES); fi

# With Swift's libraries in itself: what is tried here is what is installed and handed on.
build: setup
	swift build -c release --static-swift-stdlib --product fairer-audit

demo: build
	@rm -rf $(SAMPLE)/model.audit
	$(TOOL) $(SAMPLE)/model.h5 --groups sex
	@echo "Report: $(CURDIR)/$(SAMPLE)/model.audit/report.html"

test: setup
	swift build --build-tests
	swift test --skip-build --parallel

install: build
	Packaging/install "$(DESTDIR)$(PREFIX)" $(TOOL)

dist: build
	Packaging/dist $(TOOL) "$(FOLDER)"

deb: build
	.ci/install-packages dpkg-dev
	Packaging/deb $(TOOL) "$(FOLDER)"

# Packaging/man is generated from the commands' own help; .ci/check-packaging fails where it is stale.
man: build
	swift build --product generate-manual
	mkdir -p "$(MAN)"
	"$$(swift build --show-bin-path)/generate-manual" $(TOOL) --multi-page --output-directory "$(MAN)" \
	  --date "$$(date -u +%Y-%m-%d)"

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
