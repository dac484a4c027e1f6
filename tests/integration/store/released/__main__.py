"""Keeps a database of the newest schema, with one of everything, as a release leaves it in the shops.

`python -m tests.integration.store.released`, once for each release; the files never change afterwards.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from app.store.migrate_tree import shop_tree
from tests.soak.shop_writer import make_shop

FOLDER = Path(__file__).parent


def main() -> None:
    """Writes `<schema>.db.gz` beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "varai.db"
        make_shop(path)
        (FOLDER / f"{shop_tree().head}.db.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
