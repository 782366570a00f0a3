"""What she asks of a visit to come, what the unit answers, and whether the plan says so too."""
