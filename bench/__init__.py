"""Benchmarks. They give ratios within one run, because speed differs between machines and from minute to minute."""
