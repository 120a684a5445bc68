#!/bin/sh
# Make the virtual environment, also on a Debian whose python3 came without venv.
set -eu
[ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && exit 0
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "需要 Python 3.11 或更新版本,当前是 $("$PYTHON" --version)" >&2; exit 1; }
if ! "$PYTHON" -m venv "$VENV" 2>/dev/null; then
  rm -rf "$VENV"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
    "$PYTHON" -m venv "$VENV"
  else
    echo "缺少 Python 的 venv 模块:请先运行 sudo apt-get install python3-venv,再重试。" >&2; exit 1
  fi
fi
# --group (dependency groups) needs pip 25.1
"$VENV/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
