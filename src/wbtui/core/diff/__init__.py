"""Sessions that meet: what differs between two, how they become one, and where both were changed."""
