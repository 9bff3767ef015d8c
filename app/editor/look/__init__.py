"""How the window looks: colours, icons, and the tints over the photo."""
