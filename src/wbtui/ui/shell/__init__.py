"""The parts that the app delegates its work to."""
