"""The queries of paying in by hand."""
