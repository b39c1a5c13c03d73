"""The desk: its configuration, opening hours, limits and current status."""
