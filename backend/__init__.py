"""What is true and what is allowed: plan, events, gaps, access, jobs."""
