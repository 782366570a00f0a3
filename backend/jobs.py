"""THE timetable: name, function, interval."""
