"""What the window does with files, off its own thread."""
