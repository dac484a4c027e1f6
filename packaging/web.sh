#!/usr/bin/env bash
# Builds the try-on for web pages from assets/web into build/web. An unchanged run does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"   # Node and npm come with the environment

lock_stamp=assets/web/node_modules/.installed-from
want_packages=$(cat assets/web/package.json assets/web/package-lock.json assets/web/.npmrc | sha256sum)
if [ ! -f "$lock_stamp" ] || [ "$(cat "$lock_stamp")" != "$want_packages" ]; then
    echo "Bringing the packages of the web try-on"
    (cd assets/web && npm ci --silent)
    echo "$want_packages" > "$lock_stamp"
fi

stamp=build/.web-built-from
want=$(find assets/web assets/face assets/recommendation assets/translations engine/render/shaders packaging/web.sh packaging/web_data.py \
    -name node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
[ -f build/web/try-on.js ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && exit 0
echo "Building the web try-on"
rm -rf build/web build/web-types build/web-data "$stamp"
.venv/bin/python packaging/web_data.py build/web-data
(cd assets/web && npm run --silent build)
echo "$want" > "$stamp"
