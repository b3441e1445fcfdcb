"""What a workshop is: values and rules, without a screen and without a disk."""
