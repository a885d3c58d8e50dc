"""Finding services by a few words, in any of the bot's languages and with typos."""

from bot.catalogue.search.catalogue_index import index_of
from bot.catalogue.search.index import ALL, Entry, Filters, Results, SearchIndex, Sort

__all__ = ["ALL", "Entry", "Filters", "Results", "SearchIndex", "Sort", "index_of"]
