"""The queries of statistics and exports."""
