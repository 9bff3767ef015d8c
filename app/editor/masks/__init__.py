"""What is done with the mask beside painting it."""
