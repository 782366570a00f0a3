"""What somebody tells us of a visit, or writes to the unit; and what becomes of it. Append-only."""
