"""What can be had back after a crash, and from files that are damaged or gone."""
