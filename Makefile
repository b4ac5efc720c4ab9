# The commands of the project. Nothing but the Swift toolchain and make is needed before `make run` and `make test`.

PREFIX ?= /usr/local
ARGS ?=
CC ?= cc

PACKAGES := libwebsockets-dev libwebsockets-evlib-uv libuv1-dev libcurl4-openssl-dev libssl-dev zlib1g-dev pkg-config \
	libjs-dygraphs nginx-light libnginx-mod-nchan prometheus python3-venv openssl hey chromium libxml2-utils
# Written last by `setup`, so that a second call costs nothing.
READY := .venv/ready
# Jenkins' JUnit schema: no package holds it but the source distribution of pytest, whose tests use it.
SCHEMA_SOURCE := pytest-8.4.2
JUNIT_SCHEMA := testing/example_scripts/junit-10.xsd

# End-to-end tests and benchmarks drive this program.
export STREAMLOAD_BIN ?= $(abspath .build/release/streamload)

BENCH_PROGRAMS := $(addprefix .build/bench/,curl_get epoll_echo epoll_events epoll_server lws_ws_role)
C_FLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror

.SILENT:
.DELETE_ON_ERROR:
.PHONY: help setup build run test lint bench install clean

help:
	echo 'make setup    install the Debian packages and the Python servers that are missing'
	echo 'make run      1,000 sessions at 5 messages/s against the embedded target, 20 s; ARGS="…" adds flags'
	echo 'make test     build, and run every test'
	echo 'make lint     formatting, module walls and size limits'
	echo 'make bench    measure against minimal C clients'
	echo 'make build    the release program, .build/release/streamload'
	echo 'make install  copy it to $(PREFIX)/bin; PREFIX=… elsewhere'
	echo 'make clean    remove what was built'

setup: $(READY)

$(READY): Tests/Peers/requirements.txt Makefile
	if ! command -v dpkg-query >/dev/null; then \
		echo 'Not a Debian system: install the equivalents of $(PACKAGES), then touch $(READY).' >&2; exit 1; \
	fi; \
	missing=; for package in $(PACKAGES); do \
		dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "Installing$$missing"; \
		as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
		$$as_root apt-get -qq update && \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y $$missing >/dev/null; \
	fi
	[ -x .venv/bin/pip ] || python3 -m venv --clear .venv
	.venv/bin/pip --quiet --disable-pip-version-check install -r Tests/Peers/requirements.txt
	if [ ! -s .venv/share/$(notdir $(JUNIT_SCHEMA)) ]; then \
		folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && mkdir -p .venv/share && \
		.venv/bin/pip --quiet --disable-pip-version-check download --no-deps --no-binary pytest --dest "$$folder" \
			$(subst -,==,$(SCHEMA_SOURCE)) && \
		tar -xzf "$$folder/$(SCHEMA_SOURCE).tar.gz" -C .venv/share --no-same-owner --strip-components=3 \
			$(SCHEMA_SOURCE)/$(JUNIT_SCHEMA); \
	fi
	touch $@

build: $(READY)
	swift build -c release --product streamload

run: build
	.build/release/streamload --max-connections 1000 --message-rate 5 --test-duration 20 $(ARGS)

# Three times, since a run takes what time it has: runs of the engine have Swift's threads to themselves, which the tests
# without a run keep busy, and the end-to-end tests, which measure time, have the machine.
test: build
ifeq ($(ARGS),)
	status=0; \
	swift test --skip 'EndToEndTests|EngineRunTests' || status=1; \
	swift test --skip-build --filter EngineRunTests || status=1; \
	swift test --skip-build --filter EndToEndTests || status=1; \
	exit $$status
else
	swift test $(ARGS)
endif

lint:
	Tests/lint.sh

bench: build $(BENCH_PROGRAMS)
	Benchmarks/run.sh $(ARGS)

.build/bench/lws_%: Benchmarks/lws_%.c Benchmarks/common.h $(READY)
	mkdir -p $(@D)
	$(CC) $(C_FLAGS) -o $@ $< $$(pkg-config --cflags --libs libwebsockets libuv) -lm

.build/bench/curl_%: Benchmarks/curl_%.c Benchmarks/common.h $(READY)
	mkdir -p $(@D)
	$(CC) $(C_FLAGS) -o $@ $< $$(pkg-config --cflags --libs libcurl) -lm

.build/bench/%: Benchmarks/%.c Benchmarks/common.h
	mkdir -p $(@D)
	$(CC) $(C_FLAGS) -o $@ $< -lm -lcrypto

install: build
	install -D -m 755 .build/release/streamload $(DESTDIR)$(PREFIX)/bin/streamload

clean:
	rm -rf .build .venv
