"""Settings of one machine: environment (`VARAI_…`) over `settings.toml` over defaults, read at a root."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from app.domain.errors import UnusableSettings

Language = Literal["en", "de", "es", "fr"]


def settings_file() -> Path:
    """`settings.toml` in the data folder that the environment or the platform names."""
    return Path(os.environ.get("VARAI_DATA_DIR") or default_data_dir()) / "settings.toml"  # noqa: TID251 - found before settings exist


def default_data_dir() -> Path:
    """The per-user data folder of this platform."""
    if os.name == "nt":
        return Path.home() / "AppData" / "Local" / "VARAi"
    return Path.home() / ".local" / "share" / "varai"


class CameraSettings(BaseModel):
    """The camera of this kiosk."""

    source: str = "auto"
    """`auto`, a device number, a file, or `demo`."""
    horizontal_fov_deg: float = Field(default=65.2, gt=10, lt=170)
    """Of the uncropped picture. 65.2° is a focal length of 1000 px at 1280 px, usual for a webcam;
    `varai camera calibrate` replaces it by this camera's own."""
    width_px: int = 1280
    height_px: int = 720
    fps: int = 30


class KioskSettings(BaseModel):
    """How the mirror behaves towards customers."""

    language: Language = "en"
    idle_s: float = Field(default=60.0, ge=20)
    """Quiet time before the mirror asks whether somebody is still there."""
    still_there_s: float = Field(default=20.0, ge=20)
    """Time to answer before everything is wiped (WCAG 2.2.1: at least 20 s, and extendable)."""
    staff_pin: str = Field(default="", pattern=r"^\d{0,12}$")
    """Digits that open the staff panel; empty: no number is asked for."""


class ServerSettings(BaseModel):
    """The central server on this machine."""

    host: str = "127.0.0.1"
    port: int = Field(default=8480, ge=0, lt=65536)
    workers: int = Field(default=1, ge=1, le=64)
    database: str = ""
    """`postgresql://…`, or a path; empty: `server.db` in the data folder."""
    public_url: str = "http://127.0.0.1:8480"
    """How people and mirrors reach this server: the issuer of its tokens, and the start of its links."""
    sites_dir: str = ""
    """Where sites of companies are built and kept; empty: `sites` in the data folder. All machines that build or
    serve share it."""
    sites_port: int = Field(default=8481, ge=0, lt=65536)
    """Where visitors find published sites, and nothing else; 0: nowhere here."""
    sites_url: str = Field(
        default="http://localhost:8481", pattern=r"^https?://[a-z0-9.-]*[a-z][a-z0-9.-]*(:\d+)?$"
    )
    """Below it each company has a host of its own: `nord` is at `http://nord.localhost:8481`."""
    site_hosts: dict[str, str] = {}
    """Own host names of companies, as in {"optik-nord.example" = "nord"}; whoever holds the certificates sets them."""
    proxies: list[str] = []
    """Addresses of reverse proxies whose X-Forwarded-For is believed; nobody's when empty."""
    metrics_from: list[str] = ["127.0.0.1", "::1"]
    """Addresses that may read /metrics."""
    body_s: float = Field(default=30.0, gt=0)
    """Within this time the whole body of a request must have come."""
    near_shops: list[str] = []
    """Hosts of online shops in this server's own network. No other address there is asked, and these over https."""
    drain_s: int = Field(default=20, ge=0)
    """How long requests under way may take when the server is asked to stop."""
    actor_pace: str = "6000/minute"
    """Requests of one person or mirror, of all workers together: each gives out its share."""
    address_pace: str = "300/minute"
    """Requests of one address at doors for strangers, counted in the same way."""
    sign_in_per_account: str = "10/5 minutes"
    sign_in_per_address: str = "30/5 minutes"
    sign_in_in_all: str = "1000/5 minutes"
    """Failed sign-ins, of all workers together."""


class Settings(BaseSettings):
    """All settings, each part handed to the one who needs it. Making them raises UnusableSettings."""

    model_config = SettingsConfigDict(env_prefix="VARAI_", env_nested_delimiter="__", extra="forbid")

    data_dir: Path = Field(default_factory=default_data_dir)
    secret_store: Literal["auto", "keyring", "file"] = "auto"  # noqa: S105 - the kind of store
    """Where secrets lie: the key ring of this machine, encrypted files in the data folder, or whichever there is."""
    secret_key_file: Path | None = None
    """The key of the encrypted files, when it shall not lie beside them."""
    camera: CameraSettings = CameraSettings()
    kiosk: KioskSettings = KioskSettings()
    server: ServerSettings = ServerSettings()

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise UnusableSettings(f"{settings_file()} cannot be read: {problem}.") from problem
        except ValidationError as problem:
            raise UnusableSettings(_faults(problem)) from problem

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        toml = TomlConfigSettingsSource(settings_cls, settings_file())
        return init_settings, env_settings, toml


def _faults(problem: ValidationError) -> str:
    told = (f"  {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in problem.errors())
    return f"The settings in {settings_file()} or in VARAI_… cannot be used:\n" + "\n".join(told)


def save_camera_fov(fov_deg: float) -> Path:
    """Writes this camera's field of view into the settings file, keeping the rest; returns the file's path.

    Raises UnusableSettings when the file is damaged or cannot be written.
    """
    path = settings_file()
    try:
        kept = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
        kept.setdefault("camera", {})["horizontal_fov_deg"] = round(fov_deg, 2)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomli_w.dumps(kept), "utf-8")
    except (OSError, ValueError, AttributeError) as problem:
        raise UnusableSettings(f"{path} cannot be changed: {problem}.") from problem
    return path
