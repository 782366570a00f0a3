"""Wire shapes: what other systems send and get, and the plain values that the floors hand each other."""
