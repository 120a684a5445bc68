#!/bin/sh
# Every check and test: style, types, layers, migrations, front end, tests on SQLite and PostgreSQL.
set -eu
export DJANGO_SETTINGS_MODULE=wangge.config.settings
WANGGE_DATA="$(mktemp -d)"
export WANGGE_DATA
trap 'rm -rf "$WANGGE_DATA"' EXIT

"$BIN/ruff" check .
"$BIN/ruff" format --check --quiet .
"$BIN/lint-imports" --no-cache >"$WANGGE_DATA/layers" || { cat "$WANGGE_DATA/layers"; exit 1; }
"$BIN/mypy"
"$BIN/python" manage.py check --fail-level WARNING
"$BIN/python" manage.py makemigrations --check --dry-run >/dev/null
"$BIN/python" tools/hatch_frontend.py
[ "${1:-}" = --quick ] && exit 0

# A browser's tests have a process of their own: its event loop and demo county are no other test's.
on_postgresql() { BIN="$BIN" sh tools/with_postgresql.sh "$BIN/python" -m pytest "$@"; }
on_postgresql -n 2 --dist loadfile -m "not e2e" \
  tests/incidents tests/people tests/api tests/posts tests/areas tests/console tests/upkeep tests/lives \
  tests/premises tests/guarded tests/filings tests/rights tests/exchange tests/visits tests/sync tests/privacy tests/redivision tests/prints
on_postgresql tests/e2e/test_filings.py tests/e2e/test_ledger.py tests/e2e/test_story.py
"$BIN/python" -m pytest -n 2 --dist loadfile -m "not e2e"
"$BIN/python" -m pytest tests/e2e
