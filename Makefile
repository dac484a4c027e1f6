# Every target does its own set-up. `make run` starts the mirror, `make test` proves it.
.PHONY: run test check bench pictures train soak lock setup help
VENV := .venv/bin
PYTEST := packaging/on_screen.sh $(VENV)/python -m pytest
WORKERS ?= $(shell nproc)

help:        ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:       ## the locked environment and the system packages
	@packaging/setup.sh run

setup-test:
	@packaging/setup.sh run test

run: setup   ## start the mirror
	@packaging/run.sh

check: setup-test ## style, types, import contracts, unit tests: under a minute
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	$(PYTEST) tests/unit tests/meta -q -n $(WORKERS)

test: setup-test ## the whole suite, with coverage
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	rm -f .coverage .coverage.*
	$(PYTEST) -n $(WORKERS) --dist worksteal --cov --cov-report= -m "not bench and not pictures"
	$(VENV)/coverage report --include="engine/*,app/*,sync/*" --fail-under=95 --skip-covered

bench: setup-test ## every figure of docs/benchmarks.md, measured here; MINUTES=10: memory over so long
	$(PYTEST) tests/benchmarks -m bench -q -s $(if $(MINUTES),--minutes $(MINUTES))

pictures: setup-test ## golden pictures with diffs, and every screen, to build/pictures
	$(PYTEST) tests/golden tests/ui -m "pictures or golden" -q

soak: setup-test ## hundreds of kills, power cuts and bad days with the platforms: nothing may be lost
	$(VENV)/python -m tests.soak

train: setup-test ## the face-shape classifier, from labelled landmarks: make train [DATA=faces.npz]
	OMP_NUM_THREADS=1 $(VENV)/python -m engine.face.train_shape $(or $(DATA),../shared/data/face_shape_dev.npz)

lock:        ## renew packaging/locks from the .in files
	@packaging/lock.sh
