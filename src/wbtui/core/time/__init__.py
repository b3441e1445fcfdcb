"""The schedule of a workshop, and corrections for clocks that jump or stop."""
