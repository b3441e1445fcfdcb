"""The commands of the program, with their keys and conditions."""
