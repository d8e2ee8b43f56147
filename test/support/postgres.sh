#!/usr/bin/env bash
# A PostgreSQL for the tests: installs it from Debian if missing, starts it if none answers, makes role and database. Safe to repeat.
set -euo pipefail

url=${DATABASE_URL_TEST:-postgres://hegui:hegui@127.0.0.1:5432/hegui_test}
answers() { command -v psql >/dev/null && psql "$url" -qtAc 'select 1' >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_postgres() { as_root su postgres -c "$1"; }

answers && { echo "PostgreSQL answers at 127.0.0.1:5432"; exit 0; }

if ! command -v pg_ctlcluster >/dev/null || ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
read -r version cluster _ < <(pg_lsclusters -h)
pg_lsclusters -h | grep -q online || as_root pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" start
for _ in $(seq 30); do as_postgres 'psql -qtAc "select 1"' >/dev/null 2>&1 && break; sleep 0.5; done

as_postgres "psql -qtAc \"select 1 from pg_roles where rolname='hegui'\"" | grep -q 1 ||
  as_postgres "psql -qc \"create role hegui login password 'hegui'\""
as_postgres "psql -qtAc \"select 1 from pg_database where datname='hegui_test'\"" | grep -q 1 ||
  as_postgres "createdb -O hegui hegui_test"
answers || { echo "PostgreSQL does not answer at 127.0.0.1:5432 with the test role" >&2; exit 1; }
echo "PostgreSQL answers at 127.0.0.1:5432"
