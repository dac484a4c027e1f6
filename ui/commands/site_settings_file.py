"""The settings of a site in their file: TOML or JSON, with the logo as a picture beside it."""

from __future__ import annotations

import json
import os
import tomllib
from base64 import b64encode
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.domain.errors import UnusableSettings
from app.pages.logo import logo_file
from app.pages.settings import SiteSettings
from app.settings import Settings
from engine.asset_paths import ASSETS

DEMO = ASSETS / "pages" / "demo_settings.json"


def kept_file() -> Path:
    """Where `varai pages design` keeps the settings of this machine's shop."""
    return Settings().data_dir / "pages" / "settings.json"


def read_site_settings(path: Path | None, template: str | None = None) -> SiteSettings:
    """The file's settings; without one, those this machine keeps, or else the demo shop's. Raises UnusableSettings."""
    path = path or next(file for file in (kept_file(), DEMO) if file.is_file())
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        settings = SiteSettings.model_validate(_with_logo(data, path.parent))
        return settings.model_copy(update={"template": template}) if template else settings
    except OSError as problem:
        raise UnusableSettings(f"{problem.filename} cannot be read: {problem.strerror}.") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UnusableSettings(f"{path}: {place or 'the file'}: {first['msg']}.") from problem
    except ValueError as problem:
        raise UnusableSettings(f"{path} is not understood: {problem}.") from problem


def keep_site_settings(path: Path, settings: SiteSettings) -> None:
    """Writes them as JSON, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = settings.model_dump(mode="json", exclude_defaults=True)
    if settings.logo:
        logo = path.with_name(f"{path.stem}-logo.webp")
        _replace(logo, logo_file(settings.logo))
        data["logo"] = logo.name
    _replace(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def _with_logo(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The settings with the picture itself where they name a file, beside them or anywhere."""
    name = data.get("logo")
    if not isinstance(name, str) or not name:
        return data
    return data | {"logo": b64encode((folder / name).read_bytes()).decode()}


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
