"""Devices that show more than the card: paired, listed, revoked. Codes, numbers, shared phones."""
