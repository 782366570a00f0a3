"""A home's day as a page: the card, her own device and a relative's say it in the same words."""
