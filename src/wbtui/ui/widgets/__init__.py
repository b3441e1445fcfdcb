"""One thing shown each."""
