"""The page of settings says what the class and `.env.example` say."""

from bot.config.settings import Settings
from tests.settings_page import PAGE, page, read_example


def test_the_page_is_as_the_settings_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make page`"


def test_every_setting_stands_in_a_group_with_its_meaning() -> None:
    groups = read_example()
    meanings = {name: text for group in groups.values() for name, text in group.items()}

    assert set(meanings) == {name.upper() for name in Settings.model_fields}
    assert all(groups)
    assert all(meanings.values())
