"""What is owed to those whom the data is about: extracts, consents, retention, holds, incidents, who was with whom."""
