"""The follow-up of ourselves: log checks, random checks. Reads the trail; owns what was found in it."""
