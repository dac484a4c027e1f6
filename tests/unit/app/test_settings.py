from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import UnusableSettings
from app.settings import Settings, save_camera_fov, settings_file


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    return tmp_path


def test_without_a_file_or_environment_the_defaults_hold(tmp_path):
    settings = Settings()
    assert settings.data_dir == tmp_path
    assert (settings.camera.source, settings.camera.horizontal_fov_deg) == ("auto", 65.2)
    assert settings.kiosk.language == "en"


def test_the_file_overrides_defaults_and_the_environment_overrides_the_file(monkeypatch):
    settings_file().write_text('[camera]\nsource = "1"\nfps = 60\n[kiosk]\nlanguage = "de"\n')
    monkeypatch.setenv("VARAI_CAMERA__SOURCE", "demo")
    settings = Settings()
    assert (settings.camera.source, settings.camera.fps, settings.kiosk.language) == ("demo", 60, "de")


def test_a_calibrated_field_of_view_is_kept_beside_the_other_settings():
    settings_file().write_text('[kiosk]\nlanguage = "fr"\n')
    assert save_camera_fov(71.234) == settings_file()
    settings = Settings()
    assert (settings.camera.horizontal_fov_deg, settings.kiosk.language) == (71.23, "fr")


@pytest.mark.parametrize(
    "line", ["[camera]\nhorizontal_fov_deg = 400", '[kiosk]\nlanguage = "xx"', "[kiosk]\nidle_s = 3"]
)
def test_an_impossible_setting_is_refused(line):
    settings_file().write_text(line)
    with pytest.raises(UnusableSettings, match=line.split()[0].strip("[]")):
        Settings()


@pytest.mark.parametrize("content", [b"nonsense = [", b"kiosk = 3", b"\xff\xfe", b"unheard_of = 1"])
def test_a_broken_file_is_named_with_its_fault(content):
    settings_file().write_bytes(content)
    with pytest.raises(UnusableSettings, match=r"settings\.toml"):
        Settings()


def test_every_command_tells_broken_settings_in_words():
    settings_file().write_text("nonsense = [")
    varai = Path(sys.executable).with_name("varai")
    told = subprocess.run([varai, "frames"], capture_output=True, text=True, check=False)
    assert (told.returncode, "Traceback" in told.stderr, "cannot be read" in told.stderr) == (2, False, True)


def test_a_field_of_view_is_not_written_into_a_damaged_file():
    settings_file().write_text("nonsense = [")
    with pytest.raises(UnusableSettings, match=r"settings\.toml cannot be changed"):
        save_camera_fov(71.2)
    assert settings_file().read_text() == "nonsense = ["
