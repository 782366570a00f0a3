"""The faces: how each kind of person, another system or an operator meets the service."""
