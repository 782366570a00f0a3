"""The seals over the chained tables (visit events and the trail): made, signed, checked, and opened for retention.

Three layers stand on each other. Each row carries a keyed digest of its plain content (`schema.chains`). Each minute
new rows are sealed, each seal over the one before it. Each day the ends of both chains are signed, to be published:
after that not even whoever holds the keys can make yesterday anew unseen.
"""
