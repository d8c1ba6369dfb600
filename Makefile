# The Python that makes .venv; 3.11 or later.
PYTHON ?= python3
IN_VENV := .venv/bin/
# What "make train" starts from; multilingual-e5-small is for all languages.
BASE ?= all-MiniLM-L6-v2

.DEFAULT_GOAL := help
.PHONY: help setup run models test check eval bench chaos fuzz endure train train-writer lock audit picture clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{ printf "  make %-8s %s\n", $$1, $$2 }'

setup: ## make .venv, build llama.cpp, install the packages and the default models
	@$(PYTHON) -m assistant.setup.bootstrap

run: setup ## set up, then open the web app on this machine
	@$(IN_VENV)survey-assistant serve --demo

models: ## fetch the default models again where they are missing or damaged
	@$(PYTHON) -m assistant.setup.bootstrap --models-only

test: ## set up for development, then run the tests
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m pytest

check: ## set up for development, then lint, check format, types and known vulnerabilities
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)ruff check .
	@$(IN_VENV)ruff format --check .
	@$(IN_VENV)mypy
	@requirements/audit.sh

eval: ## run the offline evals; DATA=folder takes the data sets from there
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m evals $(if $(DATA),--data $(DATA))

bench: ## measure speed and memory on this machine
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m evals.bench $(if $(DATA),--data $(DATA))
	@$(if $(DATA),$(IN_VENV)python -m evals.bench.adding --data $(DATA))

chaos: ## kill -9 the app, its parsers and its model process 200 times; print what it cost
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m evals.robustness.chaos --kills 150 --parsers 25 --models 25

fuzz: ## read 20,000 documents with changed bytes; DATA=folder starts from real ones, too
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m evals.robustness.fuzz --inputs 20000 $(if $(DATA),--data $(DATA))

endure: ## 2,000 questions and 500 adds in one process, then 50 clients at once
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)python -m evals.robustness.endurance --questions 2000 --adds 500 --clients 50

train: ## train an evidence model with torch (MINUTES=60 on 2 cores); DATA=folder has the records
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)pip install --quiet -r evals/training/requirements.txt
	@$(IN_VENV)python -m evals.training make-records --data $(DATA) --out build/training/made
	@$(IN_VENV)python -m evals.training train --base $(BASE) --data $(DATA) \
		--made build/training/made --out build/training/$(BASE) --minutes $(or $(MINUTES),60) \
		$(if $(START),--start $(START))
	@$(IN_VENV)python -m evals.training export build/training/$(BASE)/last.pt --base $(BASE) \
		--data $(DATA) --made build/training/made --card build/training/$(BASE)/card.md \
		$(if $(filter all-MiniLM-L6-v2,$(BASE)),--reference tests/models/evidence_logits.json)

train-writer: ## teach the default chat model to answer (MINUTES=80 on 2 cores); DATA=folder has the texts
	@$(PYTHON) -m assistant.setup.bootstrap --dev
	@$(IN_VENV)pip install --quiet -r evals/training/requirements.txt
	@$(IN_VENV)python -m evals.training writer --data $(DATA) --out build/training/writer \
		--minutes $(or $(MINUTES),80)

lock: ## write requirements/ anew from pyproject.toml; OPTIONS="--upgrade-package NAME" takes its newest
	@requirements/lock.sh $(OPTIONS)

audit: ## are the locked packages known to be vulnerable? passes where no database can be asked
	@requirements/audit.sh

picture: ## draw docs/architecture.svg and write docs/architecture.md anew, from the imports
	@$(IN_VENV)python -m tests.picture

clean: ## delete .venv and what was built; the models and libraries stay
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache
