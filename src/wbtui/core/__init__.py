"""The data and rules of a workshop, independent of the interface and of storage."""
