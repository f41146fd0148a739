# The two commands of this project are `make run` and `make test`. On a fresh Debian machine
# they set up everything they need; what they cannot set up they say how to.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CHROMIUM := /usr/bin/chromium-headless-shell
# One more than there are processors: the journeys often wait for the browser. Tests are dealt out
# two at a time: the long ones come first, and no worker may have them all.
WORKERS := $(shell expr $$(nproc) + 1)
ROOT := $(shell test "$$(id -u)" = 0 && echo yes)

.PHONY: run test collected lint fuzz format bench bench-lighthouse bench-figures bench-accounts bench-search bench-slow pictures chromium nginx clean

# A demonstration site, on a database of its own.
run: export DEMONSTRATION := 1
run: export DATABASE_URL := sqlite:///demonstration.db
run: export SITE_URL := http://127.0.0.1:$(PORT)
run: .venv/run.stamp
	@$(BIN)/flask forum demo
	@echo "The demonstration is at http://127.0.0.1:$(PORT)/articles/leg-cramps"
	@$(BIN)/flask forum work --beside $$$$ & \
	HOST=127.0.0.1 PORT=$(PORT) WORKERS=1 exec deploy/serve.sh

# What Python has compiled is kept, whatever the machine says: four processes would do it each time.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/test.stamp chromium nginx
	@$(MAKE) --no-print-directory -j 2 lint collected
	$(BIN)/python -m pytest -n $(WORKERS) --maxschedchunk 2 $(TESTS)

# What pytest makes of the files of tests, made once for all its processes, while types are checked.
collected: .venv/test.stamp
	@$(BIN)/python -m pytest --collect-only -qq $(TESTS) > /dev/null || true

lint: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Reading and writing at 1,000, 100,000 and 1,000,000 experiences, into docs/performance.md. Takes
# about ten minutes, the first time some more and 4 GB of disk for the databases.
bench: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python bench/pages.py

# Lighthouse on the pages that people come to first; needs node, npm and Chromium. Five minutes.
bench-lighthouse: .venv/test.stamp chromium
	PYTHONPATH=. $(BIN)/python bench/lighthouse.py

# The same for the figures, at 10,000 and at 1,000,000 attempts. Takes longer, and 1 GB of disk.
bench-figures: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python bench/figures.py

# How long answers take for addresses that are known, and for others: nobody shall tell.
bench-accounts: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python bench/accounts.py

# What searching costs, on both databases, at 10,000 and at 100,000 experiences.
bench-search: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python bench/search.py

# Good requests while 10,000 clients have sent half of their headers, and 500 half of a form.
bench-slow: .venv/test.stamp nginx
	PYTHONPATH=. $(BIN)/python bench/slow_clients.py

# Schemathesis against a running site: 200 requests of its own making to each call of the JSON API.
fuzz: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python -m tests.security.fuzzing 200

# The pictures of the README, from a fresh demonstration.
pictures: .venv/test.stamp chromium
	PYTHONPATH=. $(BIN)/python docs/take_pictures.py

.venv/bin/python:
	@$(PYTHON) -m venv .venv || { \
		rm -rf .venv; \
		test -n "$(ROOT)" || { echo "Python cannot make virtual environments here: sudo apt-get install python3-venv" >&2; exit 1; }; \
		apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/run.stamp: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The browser of the journeys in tests/journeys. Chromium with windows will do as well; it is slower.
chromium:
	@if [ ! -x $(CHROMIUM) ]; then \
		if [ -n "$(ROOT)" ]; then \
			{ apt-get update -qq && apt-get install -y -qq chromium-headless-shell >/dev/null; } || test -x /usr/bin/chromium; \
		elif [ ! -x /usr/bin/chromium ]; then \
			echo "The tests in a browser will be left out. To run them: sudo apt-get install chromium-headless-shell" >&2; fi; \
	fi

# The web server that tests/deploy puts in front of the site, as deploy/nginx.conf sets it up.
nginx:
	@if [ ! -x /usr/sbin/nginx ] && ! command -v nginx >/dev/null; then \
		if [ -n "$(ROOT)" ]; then \
			apt-get update -qq && apt-get install -y -qq nginx-light >/dev/null; \
		else \
			echo "The tests behind nginx will be left out. To run them: sudo apt-get install nginx-light" >&2; fi; \
	fi

clean:
	rm -rf .venv instance .mypy_cache .ruff_cache .hypothesis
