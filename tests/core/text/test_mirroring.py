"""Lines of a right-to-left message: where each begins, and what keeps its own order."""

import pytest
from markupsafe import Markup

from bot.core.languages import Catalogues
from bot.core.telegram.messages import laid_out
from bot.core.text.mirroring import mirrored

MOST = 4096
CATALOGUES = Catalogues()
RLM, LRM, FSI, PDI = "\u200f", "\u200e", "\u2068", "\u2069"


def _html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - a test's own


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("الكمية: 1", f"{RLM}الكمية: 1"),
        # Apps leave values out when they look for the first letter: it would begin at the left.
        (f"{FSI}الكمية{PDI}: {FSI}1,000{PDI}", f"{RLM}{FSI}الكمية{PDI}: {FSI}1,000{PDI}"),
        ("🔢 1,000", f"{RLM}🔢 1,000"),
        # The slash at its end stays there.
        ("🔗 https://t.me/a/", f"{RLM}🔗 {FSI}https://t.me/a/{PDI}"),
        ("<b>Likes</b> ⚡", f"{RLM}{FSI}<b>Likes</b> ⚡{PDI}"),
        ("1,000 × Likes", f"{RLM}{FSI}1,000 × Likes{PDI}"),
        ("<b>1.</b> Likes · 30 يوم", "<b>1.</b> Likes · 30 يوم"),
        ("<i>101 · https://t.me/a · 1,000</i>", "<i>101 · https://t.me/a · 1,000</i>"),
        ("· 101 Likes", "· 101 Likes"),
        ("1. اطلب", f"{RLM}1. اطلب"),
        ("", ""),
        ("<pre>a\nb</pre>", "<pre>a\nb</pre>"),
        ("<blockquote>Starts\nsoon</blockquote>", "<blockquote>Starts\nsoon</blockquote>"),
    ],
)
def test_a_line_begins_at_the_right(line: str, expected: str) -> None:
    assert mirrored(_html(line), MOST) == expected


def test_each_line_for_itself() -> None:
    text = mirrored(Markup("طلبك\n🔗 a.com\n<pre>x\ny</pre>\n💰 1"), MOST)
    assert text.split("\n") == [
        f"{RLM}طلبك",
        f"{RLM}🔗 {FSI}a.com{PDI}",
        "<pre>x",
        "y</pre>",
        f"{RLM}💰 1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("المساعدة: /help", f"{RLM}المساعدة: {LRM}/help"),
        ("/help — المساعدة", f"{RLM}{LRM}/help — المساعدة"),
        ("راسلوا @name من 9", f"{RLM}راسلوا {LRM}@name من 9"),
        ("بـ PROVIDER_ في .env.", f"{RLM}بـ PROVIDER_{LRM} في {LRM}.env."),
        # The mark is no part of what a tap copies.
        ("رقمنا <code>#12</code>", f"{RLM}رقمنا {LRM}<code>#12</code>"),
        # A group's ID.
        ("<code>-1001</code>", f"{RLM}{LRM}<code>-1001</code>"),
        ('انظر <a href="https://a.com/b">هنا</a>', f'{RLM}انظر <a href="https://a.com/b">هنا</a>'),
        ("هذا &#39;نص&#39;", f"{RLM}هذا &#39;نص&#39;"),
    ],
)
def test_the_sign_stays_before_its_word(text: str, expected: str) -> None:
    assert mirrored(_html(text), MOST) == expected


def test_a_message_that_would_be_too_long_stays_as_it_is() -> None:
    text = _html("م" * MOST)
    assert mirrored(text, MOST) == text


def test_only_languages_from_the_right_are_laid_out() -> None:
    text = Markup("🔗 https://t.me/a/")
    assert laid_out(CATALOGUES.translator("hi"), text) == text
    assert laid_out(CATALOGUES.translator("ar"), text).startswith(RLM)
