"""Files in the encodings that editors save in."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InputError
from bot.core.text.encodings import decode

TEXTS = {
    "ru": "Отличный пост!\nспасибо, очень красиво — «супер»\nЯ жду",
    "tr": "Çok güzel şey\nışığı gördüm, teşekkürler!\nİyi ki varsın",
    "ar": "جميل جدا\nما شاء الله\nشكرا لك",
    "es": "¡Qué bueno! año nuevo\nmañana",
    "pt-br": "Muito bom, coração\nnão sei",
    "fr": "été déjà, ça va\nnaïve",
    "hi": "बहुत बढ़िया पोस्ट\nधन्यवाद",
    "en": "Great post!\nSo nice",
    "id": "Bagus sekali\nkeren",
}
CODE_PAGES = {
    "ru": "cp1251",
    "tr": "cp1254",
    "ar": "cp1256",
    "es": "cp1252",
    "pt-br": "cp1252",
    "fr": "cp1252",
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le"]


@pytest.mark.parametrize("encoding", [*UNICODE, "utf-32-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_unicode_is_detected_for_everybody(language: str, encoding: str) -> None:
    for sender in ("en", "ru", "tr", "hi", ""):
        assert decode(TEXTS[language].encode(encoding), [sender]) == TEXTS[language]


@pytest.mark.parametrize("language", CODE_PAGES)
def test_the_code_page_of_the_senders_language(language: str) -> None:
    content = TEXTS[language].encode(CODE_PAGES[language])
    assert decode(content, [language]) == TEXTS[language]
    assert decode(content, ["en", language]) == TEXTS[language]
    assert decode(content.replace(b"\n", b"\r\n") + b"\x1a", [language.upper()]).split() == (
        TEXTS[language].split()
    )


@pytest.mark.parametrize("language", CODE_PAGES)
@pytest.mark.parametrize(
    "sender", ["ru", "tr", "ar", "es", "pt", "en", "hi", "id", "uk", "zh", ""]
)
def test_nobody_gets_other_letters_than_were_written(language: str, sender: str) -> None:
    content, found = TEXTS[language].encode(CODE_PAGES[language]), "refused"
    with suppress(InputError):
        found = decode(content, [sender])
    assert found in {TEXTS[language], "refused"}


@pytest.mark.parametrize("sender", ["ru", "en", "ar", "es"])
def test_a_turkish_file_is_no_cyrillic(sender: str) -> None:
    with pytest.raises(InputError, match="Save it as UTF-8"):
        decode("güzel şey".encode("cp1254"), [sender])


@pytest.mark.parametrize(
    ("content", "languages"),
    [
        ("привет".encode("koi8-r"), ["ru"]),
        ("Привет мир".encode("cp866"), ["ru"]),
        ("Привет мир".encode("mac_cyrillic") + b"\xca", ["ru"]),
        ("дно".encode("cp1251"), ["en"]),
        ("ńa".encode("cp1250"), ["en"]),
        ("świetny żółw".encode("cp1250"), ["pl"]),
        ("你好世界".encode("gbk"), ["zh-hans"]),
        ("こんにちは".encode("shift_jis"), ["ru"]),
        ("γειά σου".encode("cp1253"), ["en"]),
        ("Привет".encode()[:-1], ["ru"]),
        ("très bien".encode("cp1252"), ["ru", "tr"]),
    ],
)
def test_what_cannot_be_detected_is_refused(content: bytes, languages: list[str]) -> None:
    with pytest.raises(InputError, match="Save it as UTF-8"):
        decode(content, languages)


def test_where_all_code_pages_agree_the_language_does_not_matter() -> None:
    assert decode("café olé amigo".encode("cp1252"), ["en"]) == "café olé amigo"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00",
        b"%PDF-1.4\nhello",
        b"{\\rtf1\\ansi hello}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<!DOCTYPE html><p>hello",
        b"hello\x00there",
        b"\xff\xfe\x00",
        bytes(range(256)),
    ],
)
def test_what_is_no_text(content: bytes) -> None:
    with pytest.raises(InputError, match="not a text file"):
        decode(content, ["en", "ru"])


@given(st.binary(max_size=60), st.sampled_from(["ru", "tr", "ar", "es", "en"]))
def test_any_bytes_are_a_text_without_controls_or_refused(content: bytes, sender: str) -> None:
    try:
        text = decode(content, [sender])
    except InputError:
        return
    assert not any(ord(char) < 9 for char in text)
