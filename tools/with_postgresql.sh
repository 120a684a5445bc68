#!/bin/sh
# Run a command with DATABASE_URL naming a scratch PostgreSQL cluster that ends with it.
set -eu
bin="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
dir="$(mktemp -d)"
port="${PGPORT:-54329}"
as=""
if [ "$(id -u)" = 0 ]; then
  chown nobody "$dir"
  as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
stop() {
  (cd / && $as "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$dir"
}
trap stop EXIT
(cd / && $as "$bin/initdb" -D "$dir/db" -U wangge --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null)
(cd / && $as "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/log" \
  -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=200" start >/dev/null)
(cd / && $as "$bin/createdb" -h 127.0.0.1 -p "$port" -U wangge wangge)
DATABASE_URL="postgresql://wangge@127.0.0.1:$port/wangge"
export DATABASE_URL
"$@"
