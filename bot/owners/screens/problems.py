"""What could not be handled or told, as owners see it."""

import json
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.core.access.tables import Chat
from bot.core.dead_letters import Cause, ProblemKind
from bot.core.i18n import Translator
from bot.core.redaction import MASK
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.owners.buttons import OwnerArea, ProblemAction
from bot.owners.rules.problems import Problem
from bot.vouchers.rules.codes import read_code

WHAT_SHOWN = 300
DETAIL_SHOWN = 500
_BUGS = frozenset({Cause.FAILED, Cause.PROCESS_ENDED})


def problem(it: Problem, chat: Chat | None, t: Translator, now: datetime) -> Screen:
    """Show something that was given up, and the two ways out."""
    head = t("🧯 <b>{reference}: this could not be handled</b>", reference=it.reference)
    if it.kind is ProblemKind.PUSH:
        head = t("📪 <b>{reference}: this could not be delivered</b>", reference=it.reference)
    text = lines(
        head,
        Markup("{} · <code>{}</code> · {}").format(
            chat.title if chat else "", it.lane, texts.moment(t, it.at, now)
        ),
        Markup("<code>{}</code>").format(_said(it.what)[:WHAT_SHOWN]),
        *_why(it, t),
    )
    args = (it.kind.value, it.number)
    again = pack(OwnerArea.PROBLEM, *args, ProblemAction.TRY_AGAIN)
    forget = pack(OwnerArea.PROBLEM, *args, ProblemAction.FORGET)
    return Screen(
        text, [[button(t.plain("🔁 Try again"), again), button(t.plain("🗑 Forget"), forget)]]
    )


def _why(it: Problem, t: Translator) -> list[Markup]:
    """Say what happened, as far as an owner can use it."""
    why = [Markup("⚠️ {}").format(t(it.cause))]
    if it.detail:
        why.append(Markup("<pre>{}</pre>").format(it.detail[:DETAIL_SHOWN].strip()))
    if it.cause in _BUGS and it.kind is ProblemKind.UPDATE:
        why.append(
            t("The log has the details: <code>update={number}</code>", number=str(it.number))
        )
    return why


def _said(what: dict[str, Any]) -> str:
    """Return what a person wrote or tapped; anything else as it is."""
    message, tapped = what.get("message"), what.get("callback_query")
    if isinstance(tapped, dict):
        return str(tapped.get("data", ""))
    if isinstance(message, dict) and "text" in message:
        said = str(message["text"])
        return said if read_code(said) is None else MASK  # a voucher is as good as money
    return json.dumps(what, ensure_ascii=False)
