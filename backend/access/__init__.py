"""Who may see and do what: sign-in, roles, scope by unit, keys of other systems, the trail."""
