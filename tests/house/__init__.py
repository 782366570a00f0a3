"""The rules of the design, kept by tests."""
