"""Secrets in texts: in whatever writing they come, and where no text may be touched."""

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.config.settings import Settings
from bot.core.redaction import MASK, Redactor, secrets_in_params, secrets_in_url

KEY = 'K3y/with+signs=&"more" <of> them'
SECRETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"),
    min_size=12,
    max_size=40,
).filter(lambda secret: not secret.startswith("\\"))


def each(form: str) -> Callable[[str], str]:
    return lambda secret: "".join(form.format(ord(character)) for character in secret)


def quoted(secret: str) -> str:
    return quote(secret, safe="")


WRITINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "small": str.lower,
    "capital": str.upper,
    "URL": quoted,
    "URL, small": lambda secret: quoted(secret).lower(),
    "URL twice": lambda secret: quoted(quoted(secret)),
    "URL thrice": lambda secret: quoted(quoted(quoted(secret))),
    "URL of a form": quote_plus,
    "URL, all of it": each("%{:02x}"),
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON as PHP": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret))[1:-1],
    "JSON, all of it": each("\\u{:04x}"),
    "JSON, capital": each("\\u{:04X}"),
    "JSON as Go": lambda secret: json.dumps(html.escape(secret)).replace("&", "\\u0026")[1:-1],
    "HTML": html.escape,
    "HTML twice": lambda secret: html.escape(html.escape(secret)),
    "HTML, decimal": each("&#{};"),
    "HTML, hexadecimal": each("&#x{:x};"),
    "HTML of a URL": lambda secret: html.escape(quoted(secret)),
    "URL of HTML": lambda secret: quoted(html.escape(secret)),
    "repr": repr,
    "repr of bytes": lambda secret: repr(secret.encode()),
    "bytes": each("\\x{:02x}"),
    "hexadecimal": lambda secret: secret.encode().hex().upper(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 of more": lambda secret: base64.b64encode(f"key={secret}&a".encode()).decode(),
    "base64 of another": lambda secret: base64.urlsafe_b64encode(f"ab{secret}c".encode()).decode(),
    "two lines": lambda secret: f"{secret[:5]}\r\n        {secret[5:]}",
    "colours": lambda secret: f"{secret[:3]}\x1b[1;31m{secret[3:]}\x1b[0m",
    "colours in JSON": lambda secret: json.dumps(f"{secret[:3]}\x1b[31m{secret[3:]}")[1:-1],
    "unseen marks": "\u200b".join,
}


@settings(deadline=None)
@given(secret=SECRETS, writing=st.sampled_from(sorted(WRITINGS)), around=st.text(max_size=4))
@example(secret="0" * 12, writing="HTML", around="0<0>")
def test_a_secret_is_masked_in_every_writing(secret: str, writing: str, around: str) -> None:
    written = WRITINGS[writing](secret)
    text = Redactor([secret])(f"{around}<{written}>{around}")
    assert MASK in text
    assert written not in text
    begins, ends = text.index("<", len(around)), text.rindex(">", 0, len(text) - len(around))
    left = text[begins + 1 : ends].replace(MASK, "").strip("b'\"")
    assert len(left) <= (12 if "base64" in writing else 6)


@pytest.mark.parametrize("writing", sorted(WRITINGS))
def test_a_key_with_signs_is_masked_in_every_writing(writing: str) -> None:
    text = Redactor([KEY])(f"said {WRITINGS[writing](KEY)} and more")
    assert text.startswith("said ")
    assert text.endswith(" and more")
    assert MASK in text
    assert "signs" not in text.lower()


@settings(deadline=None)
@given(
    secret=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=12).filter(
        lambda secret: secret.strip() == secret and "*" not in secret
    )
)
def test_json_stays_json_and_numbers_stay(secret: str) -> None:
    answer = {"error": f"x/\n{secret}", "order": 123456789012, "all": [secret, 1.5, None]}
    found = json.loads(Redactor([secret, "123456789012"]).in_json(json.dumps(answer)))
    assert secret not in json.dumps(found, ensure_ascii=False)
    assert MASK in found["error"]
    assert found["order"] == 123456789012
    assert found["all"][1:] == [1.5, None]


def test_clean_json_is_left_as_it_is() -> None:
    text = '{"a" :  "\\/x", "b": 1.10}'
    assert Redactor([KEY]).in_json(text) is text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k3y", "***"),
        ("key=k3y&x=1", "key=***&x=1"),
        ("key%3Dk3y%26x", "key%3D***%26x"),
        ("monk3ys k3ys", "monk3ys k3ys"),  # a short one is part of words
        ("K3Y\\n", "***\\n"),
    ],
)
def test_a_short_secret_is_masked_where_it_stands_alone(text: str, expected: str) -> None:
    assert Redactor(["k3y"])(text) == expected


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "a " * 10**5, "a" + "\\" * 10**6, ("a" + " " * 79) * 10**4, "%25" * 10**5],
)
def test_no_text_makes_the_search_slow(text: str) -> None:
    began = time.process_time()
    Redactor(["a" * 32, "ab " * 10])(text)
    assert time.process_time() - began < 5


def test_what_looks_like_a_key_is_one() -> None:
    params = {
        "api_token": "x",
        "lang": "en",
        "panel": "9f8a7c6d5e4f3a2b1c0d",
        "note": "a few words",
    }
    assert secrets_in_params(params) == ["x", "9f8a7c6d5e4f3a2b1c0d"]
    assert secrets_in_url("postgresql://bot:p%40ss@h/db?password=two&ssl=1") == [
        "p%40ss",
        "p@ss",
        "two",
    ]
    assert secrets_in_url("https://h/api/v2") == []
    assert secrets_in_url("https://h/9f8a7c6d5e4f3a2b1c0d/v2") == ["9f8a7c6d5e4f3a2b1c0d"]


def test_all_secrets_of_the_settings_are_known() -> None:
    notice = Settings.model_validate(
        {
            "TELEGRAM_BOT_TOKEN": "1234567890:TEST-token",
            "PROVIDER_API_URL": "https://user:url-password@h/api/v2?apikey=in-the-query",
            "PROVIDER_API_KEY": "the-panel-key",
            "PROVIDER_EXTRA_PARAMS": "secret_word=an-extra-key&lang=en",
            "DATABASE_URL": "postgresql://bot:db-password@h/bot",
            "OWNER_IDS": "1",
        }
    )
    text = (
        "1234567890:TEST-token TEST-token url-password in-the-query the-panel-key an-extra-key "
        f"db-password {notice.webhook_path} {notice.expected_webhook_secret} lang en"
    )
    masked = " ".join([*[MASK] * 7, f"/telegram/{MASK}", MASK, "lang en"])
    assert Redactor(notice.secrets())(text) == masked
    chosen = notice.model_validate(
        notice.model_dump(by_alias=True) | {"WEBHOOK_SECRET": "chosen-by-hand"}
    )
    assert chosen.expected_webhook_secret == "chosen-by-hand"
    assert Redactor(chosen.secrets())("chosen-by-hand") == MASK
