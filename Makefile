# Every target sets itself up, says what it does and ends with a line of figures.
# None of them needs anything but Python 3.11 and what `make` and bash bring; see scripts/setup.sh for what they install.

SHELL := /bin/bash
python := .venv/bin/python
# More arguments for pytest: make test ARGS='-k lifecycle'
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench generate corpus api-report diff-libvirt docs setup-demo setup-test setup-docs clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

demo: setup-demo ## boot a tiny Linux guest under QEMU, watch its console, shut it down, leave nothing behind
	@$(python) scripts/demo.py

test: setup-test ## run every check and every test
	@$(python) scripts/check.py -- $(ARGS)

check: setup-test ## run the checks alone: style, types, import rules, generated code
	@$(python) scripts/check.py --no-tests

bench: setup-test ## measure against bare QEMU, the standard library and libvirt, all in one run
	@$(python) -m benchmarks.run $(ARGS)

generate: setup-test ## rewrite the code that comes from the table of the API
	@$(python) -m anyvirt.api
	@$(python) -m anyvirt.rpc
	@$(python) scripts/polkit_policy.py

corpus: setup-test ## read libvirt's own cases, if they are at hand (CORPUS=folder), and compare documents and command lines
	@$(python) scripts/argv_corpus.py $(if $(CORPUS),$(CORPUS)/domain-qemu-argv)
	@$(python) -m scripts.corpus $(CORPUS)

api-report: setup-test ## show which of libvirt's functions exist so far
	@$(python) -m anyvirt.api report

diff-libvirt: setup-test ## make the same calls, run the same virsh and define the same documents in the original libvirt and here, and compare
	@$(python) scripts/diff_libvirt.py $(ARGS)
	@$(python) -m scripts.diff_calls
	@$(python) -m scripts.diff_calls --daemon libvirt
	@$(python) -m scripts.diff_calls --daemon anyvirt
	@$(python) -m scripts.diff_virsh
	@$(python) -m scripts.differential

docs: setup-docs ## build the documentation into build/docs
	@$(python) -m sphinx -q -W --keep-going -b html docs build/docs
	@printf 'docs: %s pages in build/docs, 0 warnings\n' "$$(find build/docs -name '*.html' | wc -l)"

setup-demo setup-test setup-docs: setup-%:
	@scripts/setup.sh $*

clean: ## remove what was built, and the virtual environment
	rm -rf .venv build dist .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
