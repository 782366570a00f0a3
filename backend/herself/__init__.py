"""What is a recipient's own to decide and to know: her choices, her month, whether she sees who comes."""
