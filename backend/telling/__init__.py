"""What the service says by itself: the morning list, and whom it waits for."""
