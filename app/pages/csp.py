"""What a browser may load and run on the pages: in the page itself, and as files for common hosts and for our own."""

from __future__ import annotations

import json
from collections.abc import Collection

TRY_ON_HINT = "'wasm-unsafe-eval'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Frame-Options": "DENY",
}
_IMMUTABLE = "public, max-age=31536000, immutable"
_FOR_EVER = ("pictures", "models", "assets", "try-on")
"""Folders whose files carry a mark of their content in their names."""
OWN_HEADERS = "headers.json"
HEADER_FILES = frozenset({"_headers", "vercel.json", "nginx.conf", OWN_HEADERS})
"""For web servers, never for visitors."""


def page_policy(image_hosts: Collection[str], *, has_try_on: bool) -> str:
    """For a page's own meta element, which cannot say who may frame the page; that stands in the headers."""
    pictures = " ".join(["'self'", *(f"https://{host}" for host in sorted(image_hosts))])
    parts = [
        "default-src 'none'",
        "script-src 'self'" + (f" {TRY_ON_HINT}" if has_try_on else ""),
        "style-src 'self'",
        f"img-src {pictures}" + (" data: blob:" if has_try_on else ""),
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        *(("media-src 'self' blob:", "worker-src 'self' blob:") if has_try_on else ()),
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        f"trusted-types {'default' if has_try_on else chr(39) + 'none' + chr(39)}",
    ]
    return "; ".join(parts)


def header_policy(image_hosts: Collection[str], *, has_try_on: bool) -> str:
    return (
        page_policy(image_hosts, has_try_on=has_try_on)
        + "; frame-ancestors 'none'; upgrade-insecure-requests"
    )


def header_files(image_hosts: Collection[str], root: str, try_on_folders: Collection[str]) -> dict[str, str]:
    """`_headers` (Netlify, Cloudflare Pages), `vercel.json`, a snippet for nginx, and what the central server reads.

    Pages below `try_on_folders` (such as `glasses/`) may do what the try-on needs; no other page may.
    """
    plain = {**_HEADERS, "Content-Security-Policy": header_policy(image_hosts, has_try_on=False)}
    plain["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    trying = {**_HEADERS, "Content-Security-Policy": header_policy(image_hosts, has_try_on=True)}
    trying["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    rules: list[tuple[str, dict[str, str]]] = [(root, plain)]
    rules += [(f"{root}{folder}", trying) for folder in try_on_folders]
    return {
        "_headers": _netlify(rules, root),
        "vercel.json": _vercel(rules, root),
        "nginx.conf": _nginx(rules, root),
        OWN_HEADERS: _own(rules, root),
    }


def _netlify(rules: list[tuple[str, dict[str, str]]], root: str) -> str:
    lines = []
    for at, (folder, headers) in enumerate(rules):
        lines.append(f"{folder}*")
        if at:  # a later rule adds to an earlier one: take that one's away first
            lines += ["  ! Content-Security-Policy", "  ! Permissions-Policy"]
        lines += [
            f"  {name}: {value}" for name, value in headers.items() if not at or name.endswith("-Policy")
        ]
    for folder in _FOR_EVER:
        lines += [f"{root}{folder}/*", f"  Cache-Control: {_IMMUTABLE}"]
    return "\n".join(lines) + "\n"


def _vercel(rules: list[tuple[str, dict[str, str]]], root: str) -> str:
    found = [
        {
            "source": f"{folder}(.*)",
            "headers": [{"key": name, "value": value} for name, value in headers.items()],
        }
        for folder, headers in rules
    ]
    forever = [{"key": "Cache-Control", "value": _IMMUTABLE}]
    found += [{"source": f"{root}{folder}/(.*)", "headers": forever} for folder in _FOR_EVER]
    return json.dumps({"cleanUrls": False, "trailingSlash": True, "headers": found}, indent=2) + "\n"


def _nginx(rules: list[tuple[str, dict[str, str]]], root: str) -> str:
    lines = ["# Include this in the server block of the site.", f"error_page 404 {root}404.html;"]
    for folder, headers in rules:
        lines.append(f"location {folder} {{")
        lines += [f'    add_header {name} "{value}" always;' for name, value in headers.items()]
        lines.append("}")
    for folder in _FOR_EVER:
        lines += [f"location {root}{folder}/ {{", f'    add_header Cache-Control "{_IMMUTABLE}";']
        lines += ['    add_header X-Content-Type-Options "nosniff" always;', "}"]
    return "\n".join(lines) + "\n"


def _own(rules: list[tuple[str, dict[str, str]]], root: str) -> str:
    forever = [f"{root}{folder}/" for folder in _FOR_EVER]
    return json.dumps({"root": root, "rules": rules, "for_ever": forever}, indent=2) + "\n"
