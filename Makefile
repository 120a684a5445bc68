# Two commands: `make demo` (a county to try) and `make test` (everything proved). See README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: help setup demo test check fmt bench clean

help:
	@echo "make demo    安装、构建、装入演示县并启动 http://127.0.0.1:$(PORT)/"
	@echo "make test    安装测试所需并运行全部检查与测试"
	@echo "make setup   只安装到 $(VENV)（命令为 $(BIN)/wangge）"

$(VENV)/.installed: pyproject.toml constraints.txt tools/hatch_frontend.py
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/make_venv.sh
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

setup: $(VENV)/.installed
	@$(BIN)/python tools/hatch_frontend.py
	@$(BIN)/python -m wangge.division.warming

demo: setup
	$(BIN)/wangge demo --port $(PORT)

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group test
	@touch $@

test: setup $(VENV)/.tested
	sh tools/test_machine.sh
	BIN="$(BIN)" sh tools/run_checks.sh

check: setup $(VENV)/.tested
	BIN="$(BIN)" sh tools/run_checks.sh --quick

fmt: $(VENV)/.tested
	$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

clean:
	rm -rf $(VENV) src/wangge/config/static/dist frontend/node_modules var
