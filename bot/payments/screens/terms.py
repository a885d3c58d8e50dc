"""What holds for payments, in the owners' words or the bot's own."""

from markupsafe import Markup, escape

from bot.core.access.roles import Permission
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.owners.buttons import AdminAction, OwnerArea


def terms(actor: Actor, own: str, contact: str) -> Screen:
    """Show the terms.

    Args:
        own: the owners' words; empty: they have set none.
    """
    t = actor.t
    text = lines(
        t("📜 <b>Terms</b>"),
        "",
        escape(own)
        if own
        else t(
            "What you pay in is added to your wallet in this bot, and pays for orders here. What "
            "an order does not deliver goes back to the wallet. For help with a payment, use "
            "/paysupport."
        ),
        Markup("\n") + escape(contact) if contact else None,
    )
    rows: list[Row] = []
    if not own and actor.may(Permission.ADMIN) and not actor.is_group:
        data = pack(OwnerArea.ADMIN, AdminAction.TEXTS)
        rows.append([button(t.plain("✏️ Write your own"), data)])
    return Screen(text, rows)
