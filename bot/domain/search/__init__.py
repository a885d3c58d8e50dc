"""Finding services by a few words, in any of the bot's languages and with typos."""

from bot.domain.search.index import Entry, Filters, Results, SearchIndex, Sort

__all__ = ["Entry", "Filters", "Results", "SearchIndex", "Sort"]
