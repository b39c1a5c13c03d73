"""Handovers as rows: for lists, reports, charts and CSV files."""
