"""Benchmarks: each path beside its limit, in one run, as ratios. `make bench` runs them; they are never tests."""
