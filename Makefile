# serve: build for release and run · test: all that CI runs · drill: kill it 200 times · bench: measure · dev: watch and reload · see README.md
.PHONY: serve test drill bench dev build check fmt clean
SHELL := /bin/bash
tools = .ci/setup build && . .ci/env

serve: build
	@. .ci/env && exec "$$(.ci/target)/release/menhu" serve

build:
	@.ci/setup build && .ci/build

test:
	@.ci/setup test && .ci/test

drill:
	@.ci/setup test && . .ci/env && MENHU_DRILL_KILLS=$${MENHU_DRILL_KILLS:-200} cargo test --features ssr --test drill -- --nocapture --test-threads 2 kills::

bench: build
	@.ci/setup test && . .ci/env && MENHU_BIN="$$(realpath "$$(.ci/target)/release/menhu")" cargo test --features ssr --test drill -- --ignored --nocapture --test-threads 1 bench

dev:
	@$(tools) && LEPTOS_HASH_FILES=false cargo leptos watch

check:
	@$(tools) && .ci/check

fmt:
	@.ci/setup rust && . .ci/env && cargo fmt

clean:
	rm -rf target
