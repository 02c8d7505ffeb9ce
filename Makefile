# Every target is one command of dev.py, which works without make too: python3 dev.py --help
PYTHON ?= python3
ARGS ?=

.PHONY: help run test setup lock css check fmt

help:
	@$(PYTHON) dev.py --help

run:
	@$(PYTHON) dev.py run $(ARGS)

test:
	@$(PYTHON) dev.py test $(ARGS)

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
