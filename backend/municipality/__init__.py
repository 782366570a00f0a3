"""What the municipality itself says on its public pages, and what people write to it of them."""
