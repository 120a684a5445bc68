#!/bin/sh
# Install what the tests need besides Python: Chromium, a Chinese font, PostgreSQL. Says what is missing.
set -u
need=""
command -v chromium >/dev/null 2>&1 || need="$need chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || need="$need fonts-noto-cjk"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$need postgresql"
[ -z "$need" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086 -- a list of packages
  apt-get install -y -qq --no-install-recommends $need >/dev/null
else
  echo "测试需要:$need(请以 root 运行 apt-get install$need)" >&2
  exit 1
fi
