"""Fuzzers: packages and hooks that somebody spoilt. A few seconds in the tests; `python -m tests.fuzz` goes on."""
