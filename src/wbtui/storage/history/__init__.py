"""The history: earlier versions of a session, and earlier texts of a field."""
