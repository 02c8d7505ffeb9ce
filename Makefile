# Every target is one command of dev.py, which works without make too: python3 dev.py --help
PYTHON ?= python3
ARGS ?=

.PHONY: help run test test-corpora bench setup lock css check fmt translations common-passwords

help:
	@$(PYTHON) dev.py --help

run:
	@$(PYTHON) dev.py run $(ARGS)

test:
	@$(PYTHON) dev.py test $(ARGS)

# CORPORA=folder make test-corpora; the corpora are not in this repository.
test-corpora:
	@$(PYTHON) dev.py test-corpora $(ARGS)

# make bench names the benchmarks, make bench ARGS="races" runs one.
bench:
	@$(PYTHON) dev.py bench $(ARGS)

setup:
	@$(PYTHON) dev.py setup

lock:
	@$(PYTHON) dev.py lock $(ARGS)

css:
	@$(PYTHON) dev.py css

check:
	@$(PYTHON) dev.py check

fmt:
	@$(PYTHON) dev.py fmt

common-passwords:
	@$(PYTHON) dev.py common-passwords

# Collect new strings into the Indonesian catalogue; the translations are written by people.
translations:
	.venv/bin/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --omit-header -o .cache/messages.pot .
	.venv/bin/pybabel -q update -i .cache/messages.pot -d app/translations -l id --no-fuzzy-matching --omit-header --ignore-obsolete
