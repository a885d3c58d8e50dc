"""The page of commands by role says what the tables say."""

from tests.commands_page import PAGE, page


def test_the_page_is_as_the_tables_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make page`"
