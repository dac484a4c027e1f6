"""Settings files of a site as the pages commands read them."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from app.domain.errors import UnusableSettings
from app.pages.logo import logo_size_px
from ui.commands.site_settings_file import read_site_settings


def test_a_logo_is_named_by_its_file_beside_the_settings(tmp_path):
    Image.new("RGBA", (300, 80), "teal").save(tmp_path / "logo.png")
    (tmp_path / "site.toml").write_text('name = "Ost"\nlogo = "logo.png"\n')
    assert logo_size_px(read_site_settings(tmp_path / "site.toml", None).logo) == (300, 80)


def test_a_logo_that_is_missing_or_no_picture_is_named(tmp_path):
    (tmp_path / "site.json").write_text(json.dumps({"name": "Ost", "logo": "none.png"}))
    with pytest.raises(UnusableSettings, match=r"none\.png cannot be read"):
        read_site_settings(tmp_path / "site.json", None)
    (tmp_path / "none.png").write_text("<svg></svg>")
    with pytest.raises(UnusableSettings, match=r"logo: .*no PNG, JPEG or WebP"):
        read_site_settings(tmp_path / "site.json", None)


def test_a_site_without_words_of_its_own_language_is_refused(tmp_path):
    (tmp_path / "site.toml").write_text('name = "Ost"\neditions = [{locale = "he", currency = "EUR"}]\n')
    with pytest.raises(UnusableSettings, match="pages are written in en, de, es, fr, ar"):
        read_site_settings(tmp_path / "site.toml", None)
