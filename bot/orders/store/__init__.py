"""The queries of forms and orders."""
