"""The tests: real database, real files, real server; no mocks of our own code."""
