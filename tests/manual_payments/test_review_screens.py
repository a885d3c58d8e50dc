"""An owner's card says what matters, and has room under a picture in every language."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from telegram.constants import MessageLimit

from bot.core.access.tables import Chat
from bot.core.languages import Catalogues
from bot.core.telegram import messages
from bot.manual_payments.rules.proofs import Alike, Decision, History, Hits
from bot.manual_payments.screens import review as screens
from bot.manual_payments.service.deciding import Review
from bot.manual_payments.tables import ManualMethod, Proof
from bot.payments.rules.states import TopUpState
from bot.payments.tables import TopUp
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.tables import Account

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CATALOGUES = Catalogues()
LANGUAGES = ("en", "ru", "tr", "ar", "es", "pt_BR", "hi", "id")
OWNER, PAYER = 1, 7


def review(*, name: str = "Max", hits: Hits | None = None, asked: str = "") -> Review:
    proof = Proof(
        id=12, top_up_id=3, method="transfer-1", person_id=PAYER, reference="AB12" * 16,
        file_id="f", unique_id="u", digest="d", sent_at=NOW, asked=asked, answer=asked,
    )  # fmt: skip
    top_up = TopUp(
        id=3, key="k", asked_with="a", wallet_id=1, chat_id=-100, asked_by=PAYER, pay_in=PAYER,
        method="transfer-1", due=Decimal(5), due_currency="USD", units=50_000, currency="USD",
        rate=Decimal(1), state=TopUpState.REVIEW, created_at=NOW, expires_at=NOW, due_at=NOW,
    )  # fmt: skip
    return Review(
        proof=proof,
        top_up=top_up,
        method=ManualMethod(id=1, name=name[:40], currency="USD"),
        wallet=Account(
            id=1, kind=AccountKind.WALLET, chat_id=-100, currency="USD", created_at=NOW
        ),
        chat=Chat(id=-100, type="supergroup", title=name, language="en", created_at=NOW),
        history=History(name, NOW - timedelta(days=30), 4, 3, 250_000, 1),
        hits=hits or Hits(),
        needs_two=True,
    )


def test_a_hit_says_whose_it_is_and_what_became_of_it() -> None:
    other = Alike(7, "Anna <b>", Decision.APPROVED, NOW - timedelta(days=3))
    it = review(hits=Hits(reference=[other], amount=[other]))
    text = screens.card(CATALOGUES.translator("en"), it, OWNER, NOW).text
    said = "#7 Anna &lt;b&gt; (approved, 3 days ago)"
    assert f"⚠️ <b>Same reference:</b> {said}" in text
    assert f"⚠️ Same amount within an hour: {said}" in text
    assert "Same picture" not in text
    assert "Two owners have to approve so much." in text
    assert "Paid before: 3 ($25.00) · refused: 1" in text


def test_who_has_paid_has_no_buttons() -> None:
    screen = screens.card(CATALOGUES.translator("en"), review(), PAYER, NOW)
    assert screen.rows == []
    assert "another owner has to decide" in screen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_always_has_room_under_its_picture(language: str) -> None:
    alike = [Alike(10**6 + at, "W" * 64, None, NOW - timedelta(days=400)) for at in range(3)]
    it = review(name="W" * 128, hits=Hits(alike, alike, alike), asked="q " * 100)
    t = CATALOGUES.translator(language)
    screen = screens.card(t, it, OWNER, NOW)
    text = messages.laid_out(t, screen.text, is_caption=True)
    assert len(text.striptags().encode("utf-16-le")) // 2 <= MessageLimit.CAPTION_LENGTH
    assert screen.media is not None
    assert "AB12" in screen.text
