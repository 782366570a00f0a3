"""Where slices meet: a plan or facts come in, and what follows from them is derived, in the caller's transaction."""
