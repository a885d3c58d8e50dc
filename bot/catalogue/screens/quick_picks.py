"""Ways past the categories: the star on a card, quick picks, a word on searching."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.telegram import deep_links
from bot.core.telegram.screen import Row, button, shorten
from bot.orders.buttons import FormAction
from bot.orders.rules.quotes import is_same_name
from bot.orders.screens.form_view import FormView
from bot.orders.tables import Listing

AGAIN = 2
"""Services ordered last that a new order offers at once."""
NAME_SHARED = 100
TITLES: dict[Listing, str] = {
    Listing.FAVOURITES: N_("⭐ Favourites"),
    Listing.RECENT: N_("🕘 Recent"),
}


def star(form: FormView) -> InlineKeyboardButton:
    """Return the button that makes the chosen service a favourite, or removes it."""
    if form.data.details.is_favourite:
        return button(form.t.plain("⭐ A favourite"), form.button_data(FormAction.FAVOURITE, 0))
    return button(form.t.plain("☆ Add to favourites"), form.button_data(FormAction.FAVOURITE, 1))


def share(form: FormView) -> list[InlineKeyboardButton]:
    """Return the button that sends the card's service to a chat: it opens there with the bot."""
    if not form.bot_username:
        return []
    service = form.service()
    link = deep_links.link_to_service(form.bot_username, service.key)
    url = deep_links.share(link, shorten(service.name, NAME_SHARED))
    return [InlineKeyboardButton(form.t.plain("📤 Share"), url=url)]


def was_another(form: FormView) -> Markup | None:
    """Say that a favourite is another service now: panels give a number to another."""
    was, service = form.data.details.favourite_name, form.service()
    if not was or is_same_name(was, service.panel_name or service.name):
        return None
    return form.t("⚠️ This was “{name}” when you made it a favourite.", name=was)


def again_rows(form: FormView) -> list[Row]:
    """Return buttons to the services that the person has ordered here last."""
    return [
        [button(f"🔁 {service.name}", form.button_data(FormAction.SERVICE, service.key))]
        for service in form.data.quick_picks.recent[:AGAIN]
    ]


def quick_picks_row(form: FormView) -> list[Row]:
    """Return the row that leads to favourites and recent services, if there are any."""
    picks = form.data.quick_picks
    row = [
        button(
            f"{form.t.plain(TITLES[listing])} · {form.t.number(len(services))}",
            form.button_data(FormAction.LISTING, listing.value),
        )
        for listing, services in (
            (Listing.FAVOURITES, picks.favourites),
            (Listing.RECENT, picks.recent),
        )
        if services
    ]
    return [row] if row else []


def link_hint(form: FormView) -> Markup:
    """Say that a link or words begin an order, too; in a group only replies reach the bot."""
    if form.actor.is_group:
        return form.t("<i>🔗 Or reply with the link, or with what you are looking for.</i>")
    return form.t("<i>🔗 Or send the link, or write what you are looking for.</i>")


def search_hint(form: FormView) -> Markup:
    """Say that words find services; in a group only replies reach the bot."""
    if form.actor.is_group:
        return form.t("<i>🔎 Or reply with what you are looking for.</i>")
    return form.t("<i>🔎 Or write what you are looking for.</i>")
