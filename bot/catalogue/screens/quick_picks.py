"""Ways past the categories: the star on a card, what a person has at hand, a word on searching."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.handlers.quick_picks import favourites_of, recent_of
from bot.catalogue.store import favourites
from bot.core.errors import N_
from bot.core.telegram.screen import Row, button
from bot.orders.buttons import FormAction
from bot.orders.rules.quotes import is_same_name
from bot.orders.screens.form_view import FormView
from bot.orders.tables import Listing

TITLES: dict[Listing, str] = {
    Listing.FAVOURITES: N_("⭐ Favourites"),
    Listing.RECENT: N_("🕘 Recent"),
}


async def star(form: FormView) -> InlineKeyboardButton:
    """Return the button that makes the chosen service a favourite, or none any more."""
    draft, t = form.draft, form.t
    if await favourites.has(form.session, draft.user_id, draft.service_id or 0):
        return button(t.plain("⭐ A favourite"), form.data(FormAction.FAVOURITE, 0))
    return button(t.plain("☆ To favourites"), form.data(FormAction.FAVOURITE, 1))


async def was_another(form: FormView) -> Markup | None:
    """Say that a favourite is another service now: panels give a number to another."""
    draft, service = form.draft, form.service()
    was = await favourites.name_of(form.session, draft.user_id, service.key)
    if not was or is_same_name(was, service.panel_name or service.name):
        return None
    return form.t("⚠️ This was “{name}” when you made it a favourite.", name=was)


async def at_hand(form: FormView) -> list[Row]:
    """Return the row that leads to favourites and recent services, if there are any."""
    draft = form.draft
    starred = await favourites_of(form.session, form.catalogue, draft.user_id)
    recent = await recent_of(form.session, form.catalogue, draft.chat_id, draft.user_id)
    row = [
        button(
            f"{form.t.plain(TITLES[listing])} · {form.t.number(len(services))}",
            form.data(FormAction.LISTING, listing.value),
        )
        for listing, services in ((Listing.FAVOURITES, starred), (Listing.RECENT, recent))
        if services
    ]
    return [row] if row else []


def search_hint(form: FormView) -> Markup:
    """Say that words find services; in a group only replies reach the bot."""
    if form.actor.is_group:
        return form.t("<i>🔎 Or reply with what you look for.</i>")
    return form.t("<i>🔎 Or write what you look for.</i>")
