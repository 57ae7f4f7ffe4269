# make demo   audits the sample checkpoint and prints the path of the report
# make test   builds and runs every test
# Both install the system packages that are absent.

SHELL := /bin/bash
PACKAGES := libhdf5-dev zlib1g-dev libdnnl-dev libpng-dev libjpeg62-turbo-dev pkg-config
SAMPLE := sample-checkpoints/adult
TOOL := .build/release/fairer-audit

.PHONY: demo test build setup format lint
.DEFAULT_GOAL := demo

setup:
	@if [ "$$(uname)" = Linux ]; then .ci/install-packages $(PACKAGES); fi

build: setup
	swift build -c release --product fairer-audit

demo: build
	@rm -rf $(SAMPLE)/model.audit
	$(TOOL) $(SAMPLE)/model.h5 --groups sex
	@echo "Report: $(CURDIR)/$(SAMPLE)/model.audit/report.html"

test: setup
	swift build --build-tests
	swift test --skip-build --parallel

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
