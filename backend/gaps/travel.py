"""The least time that travel between two homes takes: straight line at 70 km/h (contract section 6)."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
KM_PER_HOUR = 70

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def kilometres(one: Place, other: Place) -> float:
    """The great-circle distance."""
    (north, east), (to_north, to_east) = (tuple(map(radians, place)) for place in (one, other))
    chord = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def least_seconds(one: Place, other: Place) -> float:
    """The seconds that the straight line takes at 70 km/h."""
    return kilometres(one, other) / KM_PER_HOUR * 3600
