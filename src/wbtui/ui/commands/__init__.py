"""What a person can ask the program for."""
