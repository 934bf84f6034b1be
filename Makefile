# serve: build for release and run · test: all that CI runs · dev: watch and reload · see README.md
.PHONY: serve test dev build check fmt clean
SHELL := /bin/bash
tools = .ci/setup build && . .ci/env

serve: build
	@. .ci/env && exec "$$(.ci/target)/release/menhu" serve

build:
	@$(tools) && echo "menhu: building for release (the first time takes some minutes)" >&2 && cargo leptos build --release --precompress

test:
	@.ci/setup test && .ci/test

dev:
	@$(tools) && cargo leptos watch

check:
	@$(tools) && .ci/check

fmt:
	@. .ci/env && cargo fmt

clean:
	rm -rf target
