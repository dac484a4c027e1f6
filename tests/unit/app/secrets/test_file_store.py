from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.errors import NeedsOwner
from app.secrets.file_store import FileSecrets


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "secrets"


@pytest.fixture
def filled(folder):
    secrets = FileSecrets(folder)
    secrets.put("shop", "cs_very_secret")
    return secrets


def test_nothing_on_the_disk_holds_the_secret_or_its_name(filled, folder):
    content = b"".join(path.read_bytes() + path.name.encode() for path in folder.iterdir())
    assert b"cs_very_secret" not in content
    assert b"shop" not in content


def test_only_the_owner_may_read_the_folder_and_its_files(filled, folder):
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_process_reads_them_with_the_same_key(filled, folder):
    assert FileSecrets(folder).get("shop") == "cs_very_secret"


@pytest.mark.parametrize("pattern", ["key", "*.secret"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_may_use_is_refused_with_the_cure(filled, folder, pattern, mode):
    (path,) = folder.glob(pattern)
    path.chmod(mode)
    with pytest.raises(NeedsOwner, match=f"chmod 600 {path}"):
        filled.get("shop")


def test_a_missing_key_is_asked_for_and_not_replaced_by_a_new_one(filled, folder):
    (folder / "key").unlink()
    with pytest.raises(NeedsOwner, match=r"key file .* is missing"):
        filled.get("shop")
    with pytest.raises(NeedsOwner, match=r"key file .* is missing"):
        filled.put("other", "1")


def test_a_wrong_or_broken_key_is_named(filled, folder, tmp_path):
    FileSecrets(tmp_path / "else").put("x", "y")
    (folder / "key").write_bytes((tmp_path / "else/key").read_bytes())
    with pytest.raises(NeedsOwner, match="cannot be read with the key"):
        filled.get("shop")
    (folder / "key").write_bytes(b"no key")
    with pytest.raises(NeedsOwner, match="is not a key"):
        filled.get("shop")


def test_a_secret_moved_to_another_name_is_refused(filled, folder):
    filled.put("admin", "other")
    shop, admin = (filled._path(name) for name in ("shop", "admin"))
    shop.replace(admin)
    with pytest.raises(NeedsOwner, match="damaged"):
        filled.get("admin")


def test_the_key_may_lie_elsewhere(folder, tmp_path):
    secrets = FileSecrets(folder, tmp_path / "mounted/key")
    secrets.put("shop", "1")
    assert not (folder / "key").exists()
    assert secrets.get("shop") == "1"


def test_programs_that_start_together_agree_on_one_key(folder):
    with ThreadPoolExecutor(8) as programs:
        list(programs.map(lambda n: _keep(folder, n), range(8)))
    assert [FileSecrets(folder).get(f"name {n}") for n in range(8)] == [str(n) for n in range(8)]
    assert not list(folder.glob("*.new"))


def _keep(folder, number):
    FileSecrets(folder).put(f"name {number}", str(number))


def test_a_folder_that_cannot_be_written_to_is_named(folder):
    folder.parent.mkdir(exist_ok=True)
    (folder.parent / "file").write_text("")
    with pytest.raises(NeedsOwner, match="cannot be"):
        FileSecrets(folder.parent / "file").get("shop")
