"""Benchmarks. They report ratios within one run, because speed differs between machines and over time."""
