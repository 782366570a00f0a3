"""The staff's doors: password, second factor, sessions, reset."""
