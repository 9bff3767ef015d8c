"""The picture on the screen: where it stands, how it is reduced, what lies over it."""
