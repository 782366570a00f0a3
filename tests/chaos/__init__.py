"""The outbox in bad weather: every fault of both providers, workers killed and stopped, receipts lost and late.

`python -m tests.bench chaos` runs ten thousand messages on each database; the tests run some hundred.
"""
