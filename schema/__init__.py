"""Shapes: settings, tables, wire schemas, column types, clock, migrations. Knows nobody above it."""
