"""Backups as they leave the machine: only the passphrase opens them, here and elsewhere."""

import gzip
import io
import random
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backups import age
from bot.backups.sealing import opened, seal, unseal
from bot.core.database.backup import BackupError

PASSPHRASE = "correct horse battery staple"
CHUNK = 64 * 1024
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000]


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK_FACTOR", 10)


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def encrypted(plain: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    age.encrypt(io.BytesIO(plain), target, passphrase)
    return target.getvalue()


def decrypted(sealed: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    age.decrypt(io.BytesIO(sealed), target, passphrase)
    return target.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_another_implementation_opens_it(size: int) -> None:
    assert pyrage.passphrase.decrypt(encrypted(noise(size)), PASSPHRASE) == noise(size)


@pytest.mark.parametrize("size", SIZES)
def test_it_is_opened_here(size: int) -> None:
    assert decrypted(encrypted(noise(size))) == noise(size)


@pytest.mark.proof
def test_what_another_implementation_writes_is_opened_here() -> None:
    sealed = pyrage.passphrase.encrypt(noise(200_000), "пароль")
    assert decrypted(sealed, "пароль") == noise(200_000)


@pytest.mark.proof  # a gibibyte, for seconds
def test_what_was_made_on_a_fast_machine_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK_FACTOR", 20)
    assert decrypted(encrypted(b"secret")) == b"secret"


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(age.AgeError, match="passphrase is another"):
        decrypted(encrypted(b"secret"), PASSPHRASE + " ")


@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_changed_is_noticed(data: st.DataObject) -> None:
    plain = noise(CHUNK + 100)
    sealed = bytearray(encrypted(plain))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(age.AgeError):
        decrypted(bytes(sealed))


@pytest.mark.parametrize("left", [0, 10, 100, 200, 300, CHUNK, 2 * CHUNK + 200])
def test_whatever_is_missing_is_noticed(left: int) -> None:
    with pytest.raises(age.AgeError):
        decrypted(encrypted(noise(3 * CHUNK))[:left])


def test_what_asks_for_all_memory_is_refused() -> None:
    with pytest.raises(age.AgeError, match="too much work"):
        decrypted(encrypted(b"x").replace(b" 10\n", b" 40\n"))


def a_copy(folder: Path, size: int = 500_000) -> Path:
    copy = folder / "bot-20260101-030000Z.sqlite3"
    copy.write_bytes(noise(size))
    return copy


def test_a_small_one_is_one_file_that_age_and_gunzip_open(tmp_path: Path) -> None:
    copy = a_copy(tmp_path)
    [sealed] = seal(copy, PASSPHRASE)
    assert sealed.name == copy.name + ".gz.age"
    assert sealed.stat().st_mode & 0o777 == 0o600
    packed = pyrage.passphrase.decrypt(sealed.read_bytes(), PASSPHRASE)
    assert gzip.decompress(packed) == copy.read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([copy, sealed])


def test_a_large_one_comes_in_parts_that_may_be_given_in_any_order(tmp_path: Path) -> None:
    copy = a_copy(tmp_path)
    parts = seal(copy, PASSPHRASE, part_bytes=200_000)
    assert [it.name.removeprefix(copy.name) for it in parts] == [
        ".gz.age.001",
        ".gz.age.002",
        ".gz.age.003",
    ]
    assert all(0 < it.stat().st_size <= 200_000 for it in parts)
    assert {it.stat().st_mode & 0o777 for it in parts} == {0o600}
    with opened(parts[::-1], PASSPHRASE) as found:
        assert found.read_bytes() == copy.read_bytes()
        assert found.stat().st_mode & 0o777 == 0o600
    assert not found.exists()
    with (
        pytest.raises(BackupError, match="a part of it is missing"),
        opened(parts[:2], PASSPHRASE),
    ):
        pass
    with pytest.raises(BackupError, match="not the first part"), opened(parts[1:], PASSPHRASE):
        pass


def test_what_was_not_sealed_is_used_as_it_is(tmp_path: Path) -> None:
    copy = a_copy(tmp_path)
    with opened([copy], "") as found:
        assert found == copy


def test_what_cannot_be_unpacked_leaves_nothing_behind(tmp_path: Path) -> None:
    sealed, copy = tmp_path / "copy.age", tmp_path / "copy"
    sealed.write_bytes(encrypted(gzip.compress(noise(5000))[:3000]))
    with pytest.raises(EOFError):
        unseal([sealed], copy, PASSPHRASE)
    assert list(tmp_path.iterdir()) == [sealed]


def test_what_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    [sealed] = seal(a_copy(tmp_path), PASSPHRASE)
    new = tmp_path / "new"
    with pytest.raises(BackupError, match="set BACKUP_PASSPHRASE"):
        unseal([sealed], new, "")
    with pytest.raises(BackupError, match="passphrase is another"):
        unseal([sealed], new, "another one")
    with pytest.raises(BackupError, match="nothing cannot be read"):
        unseal([tmp_path / "nothing"], new, PASSPHRASE)
    assert not new.exists()
    with pytest.raises(BackupError, match="already exists"):
        unseal([sealed], sealed, PASSPHRASE)
