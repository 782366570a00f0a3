"""Everything about telling somebody something."""
