"""Files: replaced whole, locked, and known again."""
