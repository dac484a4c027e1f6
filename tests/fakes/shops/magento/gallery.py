"""The pictures of one product of a simulated Magento.

Contents, not addresses; a name that is taken gets a number; a role belongs to one picture, the last that claims it; an
entry that is changed with its file becomes another one.
"""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import Any

Record = dict[str, Any]


def add(record: Record, told: Record, identity: int) -> tuple[str, bytes]:
    """(its file, the file's content)."""
    entries = record["media_gallery_entries"]
    name = PurePosixPath(told["content"]["name"])
    stem = f"/{name.stem[0]}/{name.stem[1]}/{name.stem}"
    files = {one["file"] for one in entries}
    taken = f"{stem}{name.suffix}" in files
    file = f"{stem}_{len(entries)}{name.suffix}" if taken else f"{stem}{name.suffix}"
    plain = {field: told[field] for field in ("media_type", "label", "position", "disabled", "types")}
    entries.append({"id": identity, "file": file, **plain})
    _share_roles(entries)
    return file, base64.b64decode(told["content"]["base64_encoded_data"], validate=True)


def change(record: Record, told: Record, fresh_id: int) -> bool:
    """Whether there is such an entry."""
    entries = record["media_gallery_entries"]
    for entry in entries:
        if entry["id"] == told["id"]:
            entry.update(told, id=fresh_id if "file" in told else told["id"])
            _share_roles(entries)
            return True
    return False


def remove(record: Record, identity: int) -> bool:
    entries = record["media_gallery_entries"]
    record["media_gallery_entries"] = [one for one in entries if one["id"] != identity]
    return len(entries) > len(record["media_gallery_entries"])


def _share_roles(entries: list[Record]) -> None:
    owners = {role: one["id"] for one in entries for role in one["types"]}
    for one in entries:
        one["types"] = [role for role in one["types"] if owners[role] == one["id"]]
