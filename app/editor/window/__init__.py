"""The window: built, placed, connected, and told to those who hear it."""
