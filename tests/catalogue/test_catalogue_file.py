"""The file that overrides the catalogue: what it says, and a line for each of its faults."""

from pathlib import Path

import pytest

from bot.catalogue.file import load_overrides
from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides, Override
from bot.config.loading import SettingsError

EXAMPLE = Path(__file__).parents[2] / "catalogue.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.toml"


def test_there_need_be_no_file() -> None:
    assert load_overrides("catalogue.toml") is NO_OVERRIDES
    assert load_overrides("") is NO_OVERRIDES


def test_a_file_that_was_named_has_to_be_there() -> None:
    with pytest.raises(SettingsError) as caught:
        load_overrides("shop.toml")
    assert str(caught.value) == (
        "CATALOGUE_FILE: shop.toml cannot be read: No such file or directory."
    )


def test_what_it_says(file: Path) -> None:
    file.write_text(
        """
        [services.101]
        name = "  Mine  too "
        pin = true
        [services.SUB-12]
        hide = true
        [categories."Likes &  Views"]
        place = 2
        [categories."────"]
        hide = false
        """,
        encoding="utf-8",
    )
    assert load_overrides(str(file)) == FileOverrides(
        {"Likes & Views": Override(place=2), "────": Override(hidden=False)},
        {"101": Override(name="Mine too", pinned=True), "SUB-12": Override(hidden=True)},
    )


def test_the_example_is_one() -> None:
    overrides = load_overrides(str(EXAMPLE))
    said = [*overrides.services.values(), *overrides.categories.values()]
    assert all(any(getattr(it, name) for it in said) for name in ("hidden", "name", "pinned"))
    assert any(it.place for it in said)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "[services.101]\nplace = 0",
            ["services.101.place should be a whole number from 1 to 1000000."],
        ),
        (
            "[services.101]\nhide = 1\nname = ''\n[categories.Likes]\npin = 'yes'",
            [
                "categories.Likes.pin should be true or false.",
                "services.101.hide should be true or false.",
                "services.101.name should be a text of at most 200 characters.",
            ],
        ),
        (
            "[services.hide]\nhidden = true",
            ["services.hide.hidden is not known. There are hide, name, place, pin."],
        ),
        (
            "[service.101]\nhide = true",
            ["service is not known. There are categories, services."],
        ),
        (
            "services.101 = true",
            ["services.101 should be a table with hide, name, place, pin."],
        ),
        ("[[services]]\nhide = true", ["services should be tables, such as [services.101]."]),
    ],
)
def test_each_fault_is_a_line_with_its_entry(file: Path, text: str, lines: list[str]) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_overrides(str(file))
    assert str(caught.value).splitlines() == [f"{file}: {line}" for line in lines]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[services.101\n", "line 1"),
        (b"[services.101]\n[services.101]\n", "twice"),
        ("[services.101]\nname = 'é'".encode("latin-1"), "utf-8"),
    ],
)
def test_what_is_no_toml(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"shop.toml is not TOML: .*{reason}"):
        load_overrides(str(file))
