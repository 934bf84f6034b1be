# serve: build for release and run · test: all that CI runs · check: all lints · fmt: format · dev: build at every change
# drill: kill it 200 times · bench: measure it against a floor · fuzz: feed the readers rubbish · see README.md and .github/CONTRIBUTING.md
.PHONY: serve test drill bench fuzz dev build check fmt clean
SHELL := /bin/bash

serve: build
	@. .ci/env && exec "$$(.ci/target)/release/menhu" serve

build:
	@.ci/setup build && .ci/build

test:
	@.ci/setup test && .ci/test

drill:
	@.ci/setup test && . .ci/env && MENHU_DRILL_KILLS=$${MENHU_DRILL_KILLS:-200} cargo test --features ssr --test drill -- --nocapture --test-threads 2 kills::

bench:
	@.ci/setup bench && .ci/build && .ci/bench

fuzz:
	@.ci/setup fuzz && .ci/fuzz

dev:
	@.ci/setup build && . .ci/env && LEPTOS_HASH_FILES=false cargo leptos watch

check:
	@.ci/setup check && .ci/check

fmt:
	@.ci/setup fmt && . .ci/env && leptosfmt --quiet --config-file .ci/leptosfmt.toml src && cargo fmt

clean:
	rm -rf target
