#!/usr/bin/env bash
# Renews the locks: names, versions and hashes for every platform, no download addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo build/uv/bin/uv)
for name in runtime dev; do
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --override packaging/locks/overrides.txt --custom-compile-command "make lock" \
        "packaging/locks/$name.in" --output-file "packaging/locks/$name.lock"
done
