#!/bin/sh
# Starts the site, everywhere in the same way: `make run`, deploy/eased.service and deploy/compose.yaml
# call this. WORKERS processes with THREADS threads each, at HOST:PORT; docs/adr/0034 says why these
# are the defaults. What else is given goes to granian as it is.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin/
test -x "${bin}granian" || bin= # in a container it is installed for everybody
exec "${bin}granian" --interface wsgi --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" \
    --workers "${WORKERS:-2}" --blocking-threads "${THREADS:-4}" \
    --respawn-failed-workers --log-level warning "$@" wsgi:app
