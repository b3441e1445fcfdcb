"""Recovery of sessions after a crash, and of damaged or deleted files."""
