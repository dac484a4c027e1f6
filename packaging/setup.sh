#!/usr/bin/env bash
# Brings what the program needs: setup.sh run [test]. Safe to call again; says what it does only when it does something.
set -euo pipefail
cd "$(dirname "$0")/.."

missing_packages() {
    for list in "$@"; do
        sed 's/#.*//' "packaging/system/$list.txt"
    done | while read -r package; do
        [ -z "$package" ] && continue
        # Newer releases name some libraries NAMEt64.
        { dpkg-query -W -f='${Status}\n' "$package" "${package}t64" 2>/dev/null || true; } | grep -q 'install ok installed' || echo "$package"
    done | sort -u | tr '\n' ' '
}

install_system_packages() {
    command -v dpkg-query >/dev/null || { echo "Not Debian or Ubuntu: install the equivalents of packaging/system/*.txt yourself." >&2; return; }
    local missing as_root=""
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then as_root="sudo"; else
            printf 'Some system packages are missing. Run this line, then try again:\n  sudo apt-get update && sudo apt-get install -y %s\n' "$missing" >&2
            exit 1
        fi
    fi
    echo "Installing system packages: $missing"
    mkdir -p build
    $as_root apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >build/apt.log 2>&1 || { tail -20 build/apt.log >&2; exit 1; }
}

find_python() {
    for candidate in python3.11 python3.12 python3; do
        path=$(command -v "$candidate") || continue
        if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))'; then
            echo "$path"
            return
        fi
    done
    echo "Python 3.11 or 3.12 is needed and was not found." >&2
    exit 1
}

find_uv() {
    if command -v uv >/dev/null; then command -v uv; return; fi
    if [ ! -x build/uv/bin/uv ]; then
        echo "Bringing uv by pip." >&2
        { "$1" -m venv build/uv && build/uv/bin/pip install --quiet --disable-pip-version-check uv; } >&2 ||
            { echo "uv could not be brought by pip. Is there a network? Then try again." >&2; exit 1; }
    fi
    echo build/uv/bin/uv
}

sync_environment() {
    local lock=packaging/locks/$1.lock stamp=.venv/.synced-from
    local want
    want=$(cat "$lock" packaging/locks/runtime.in pyproject.toml | sha256sum)
    [ -f $stamp ] && [ "$(cat $stamp)" = "$want" ] && return
    local python uv
    python=$(find_python)
    uv=$(find_uv "$python")
    echo "Setting up .venv from $lock"
    [ -x .venv/bin/python ] || "$uv" venv --quiet --no-python-downloads --python "$python" .venv
    "$uv" pip sync --quiet --compile-bytecode --require-hashes "$lock"
    "$uv" pip install --quiet --no-deps --no-build-isolation --editable .
    .venv/bin/python -m compileall -q engine app sync ui migrations
    echo "$want" > $stamp
}

install_system_packages "$@"
# One environment for both commands, so that `make run` after `make test` changes nothing.
sync_environment dev
# The mirror itself runs without it; its tests and the pages say so when it is missing.
packaging/web.sh || echo "The web try-on could not be built: run packaging/web.sh again when npm's registry can be reached." >&2
case " $* " in *" test "*) packaging/page_checks.sh ;; esac
