"""The queries of refills and cancellations."""
