from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from app.pages.csp import header_files
from app.settings import ServerSettings
from sync.server.sites.hosts import SiteHosts
from sync.server.sites.packing import PackedFiles, wants_gzip
from sync.server.sites.site_files import open_site

LOCAL = SiteHosts.of(ServerSettings(site_hosts={"Optik-Nord.example": "nord"}))


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("nord.localhost:8481", "nord"), ("NORD.localhost", "nord"), ("nord.localhost.", "nord"),
        ("optik-nord.example", "nord"), ("OPTIK-NORD.example:443", "nord"), ("www.optik-nord.example", None),
        ("localhost:8481", None), ("a.nord.localhost", None), (".localhost", None), ("-x.localhost", None),
        ("nordlocalhost", None), ("nord.localhost.evil.example", None), ("[::1]:8481", None), ("", None),
        ("nö.localhost", None), ("nord/../x.localhost", None),
    ],
)  # fmt: skip
def test_a_host_is_one_company_s_or_nobody_s(host, slug):
    assert LOCAL.slug_at(host) == slug


def test_each_company_has_an_address_of_its_own():
    assert LOCAL.address_of("west") == "http://west.localhost:8481"
    assert SiteHosts("https://shops.example", {}).address_of("west") == "https://west.shops.example"
    assert SiteHosts("https://shops.example", {"w.example": "west"}).address_of("west") == "https://w.example"


@pytest.mark.parametrize(
    "url", ["shops.example", "ftp://x.example", "https://127.0.0.1", "https://x.example/path"]
)
def test_an_address_that_can_have_no_hosts_below_it_is_refused(url):
    with pytest.raises(ValidationError):
        ServerSettings(sites_url=url)


@pytest.mark.parametrize(
    ("said", "is_wanted"),
    [
        ("gzip, deflate, br", True), ("br;q=1.0, GZIP;q=0.8", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
        ("identity", False), ("", False), ("x-gzip", False),
    ],
)  # fmt: skip
def test_what_browsers_say_of_gzip_is_believed(said, is_wanted):
    assert wants_gzip(said) is is_wanted


def test_of_what_was_compressed_the_oldest_is_forgotten_first(tmp_path):
    files = [tmp_path / name for name in "abc"]
    for file in files:
        file.write_bytes(bytes(1000))
    packed = PackedFiles(most_bytes=60)
    first = packed.packed(files[0], "1")
    for file in files[1:]:
        packed.packed(file, "1")
    files[2].unlink()
    assert packed.packed(files[2], "1") == first  # alike, and remembered
    files[0].unlink()
    with pytest.raises(FileNotFoundError):
        packed.packed(files[0], "1")


@pytest.fixture
def below(tmp_path):
    """A site that stands below /shop/, in two languages."""
    for name, text in header_files(["cdn.example"], "/shop/", ["glasses/", "de/glasses/"]).items():
        (tmp_path / name).write_text(text)
    for name in ("index.html", "404.html", "de/404.html", "glasses/index.html", "assets/site.ab.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return open_site(tmp_path)


def test_a_site_below_a_path_is_found_there_and_only_there(below):
    found = {
        path: below.find(path)
        for path in ("/shop/", "/shop/glasses/", "/", "/glasses/", "/shop/headers.json")
    }
    assert [path for path, file in found.items() if file] == ["/shop/", "/shop/glasses/"]
    assert [below.better_path(path) for path in ("/", "/shop", "/shop/glasses", "/shop/x")] == [
        "/shop/", "/shop/", "/shop/glasses/", None,
    ]  # fmt: skip
    assert below.is_for_ever("/shop/assets/site.ab.css")
    assert not below.is_for_ever("/assets/site.ab.css")


def test_what_is_missing_is_said_in_the_language_of_the_address(below):
    assert below.missing_page("/shop/de/nothing").read_text() == "de/404.html"
    assert (
        below.missing_page("/shop/nothing").read_text() == below.missing_page("/x").read_text() == "404.html"
    )


def test_only_pages_with_the_try_on_may_use_the_camera(below):
    may = {
        path: below.headers(path, is_https=True)["Permissions-Policy"]
        for path in ("/shop/", "/shop/glasses/x/")
    }
    assert ["camera=(self)" in words for words in may.values()] == [False, True]
    assert (
        "wasm-unsafe-eval" in below.headers("/shop/de/glasses/x/", is_https=True)["Content-Security-Policy"]
    )


def test_the_headers_are_those_that_other_hosts_are_told(below):
    netlify = (below.folder / "_headers").read_text()
    told = json.loads((below.folder / "headers.json").read_text())
    assert all(f"  {name}: {value}" in netlify for name, value in told["rules"][0][1].items())
