"""What is on sale in the chat of an update."""

from bot.catalogue.live import LiveCatalogue, OnSale
from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.search import SearchIndex
from bot.core.telegram.context import Context
from bot.pricing.rules.selling import Selling


def live_catalogue(context: Context) -> LiveCatalogue:
    """Return all that is on sale, in whichever chat."""
    return context.part(LiveCatalogue)


def selling_here(context: Context) -> Selling | None:
    """Return how the bot sells; `None`: the operator pays for all orders."""
    return live_catalogue(context).storefront.selling


def catalogue_here(context: Context) -> Catalogue:
    """Return what is on sale in this chat, by its prices; the same for the whole update."""
    return _on_sale(context).catalogue


def index_here(context: Context) -> SearchIndex:
    """Return what is searched; it may be a moment older than the catalogue."""
    return _on_sale(context).index


def _on_sale(context: Context) -> OnSale:
    chat = context.actor.chat if context.has_actor else None
    categories, buyer = (None, 0) if chat is None else (chat.categories, chat.id)
    return context.once(OnSale, lambda: live_catalogue(context).only(categories, buyer))
