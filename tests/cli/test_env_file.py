"""`.env` is changed line by line; what else stands in it stays."""

import io
import os
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.config.loading import SettingsError
from bot.setup.env_file import with_values, write


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "A=new\n"),
        ("B=1", "B=1\nA=new\n"),
        ("A=\n", "A=new\n"),
        ("A=old", "A=new"),
        ("\ufeffA=old\r\nB=1\r\n", "\ufeffA=new\r\nB=1\r\n"),
        ("B=1\r\n", "B=1\r\nA=new\r\n"),
        (
            "# A=comment\n\n\nexport A = 'o#ld'  # mine\n",
            "# A=comment\n\n\nexport A =new  # mine\n",
        ),
        ('A="two\nlines"\nB=1\n', "A=new\nB=1\n"),
        ("A=first\nA=last\n", "A=first\nA=new\n"),
        ("A= # none yet\n", "A=new # none yet\n"),
        ("A\nB=1\n", "A\nA=new\nB=1\n"),
        ("no line of ours\nA=old\n", "no line of ours\nA=new\n"),
    ],
)
def test_one_line_changes(before: str, after: str) -> None:
    assert with_values(before, {"A": "new"}) == after


@given(
    st.dictionaries(st.sampled_from("ABC"), st.text(st.characters(codec="utf-8"))),
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])),
)
def test_what_is_written_is_read(others: dict[str, str], value: str) -> None:
    if "${" in value:
        return
    text = with_values("", {name: it for name, it in others.items() if "${" not in it})
    read = dotenv_values(stream=io.StringIO(with_values(text, {"X": value})))
    assert read == {**dotenv_values(stream=io.StringIO(text)), "X": value}


def test_a_value_that_the_file_cannot_hold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write(file, {"A": "1"}, tmp_path / "none")
    with pytest.raises(SettingsError, match="A cannot be written"):
        write(file, {"A": "${HOME}"}, tmp_path / "none")
    assert file.read_text() == "A=1\n"


def test_a_failed_write_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    write(file, {"A": "1"}, tmp_path / "none")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        write(file, {"A": "2"}, tmp_path / "none")
    assert [(it.name, it.read_text()) for it in tmp_path.iterdir()] == [(".env", "A=1\n")]


def test_a_text_that_cannot_be_written_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    with pytest.raises(SettingsError):
        write(file, {"A": "\udc80"}, tmp_path / "template")
    assert list(tmp_path.iterdir()) == []


def test_it_is_its_owners_alone_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / ".env"
    real.write_text("B=1\n")
    real.chmod(0o644)
    link.symlink_to(real)
    write(link, {"A": "1"}, tmp_path / "none")
    assert link.is_symlink()
    assert real.read_text() == "B=1\nA=1\n"
    assert real.stat().st_mode & 0o777 == 0o600
