#!/bin/sh
# Makes a Python with the packages of requirements.txt, once, and runs the agent.
set -e
cd "$(dirname "$0")"
venv="${OBSERVATORY_EXAMPLE_VENV:-.venv}"
if ! cmp -s requirements.txt "$venv/installed.txt"; then
  echo "Installing the packages of requirements.txt (once)"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
  cp requirements.txt "$venv/installed.txt"
fi
exec "$venv/bin/python" main.py "$@"
