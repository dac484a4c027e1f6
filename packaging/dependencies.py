"""Build hook: the package's dependencies are the lines of packaging/locks/runtime.in, written once."""

from __future__ import annotations

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class LockedInputs(MetadataHookInterface):
    """Reads the dependency lines."""

    def update(self, metadata: dict[str, object]) -> None:
        lines = (Path(self.root) / "packaging/locks/runtime.in").read_text().splitlines()
        wanted = (line.split("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in wanted if line]
