"""Tests: unit tests mirror the source, `scenarios` are whole handovers, `house` holds the rules of the house."""
