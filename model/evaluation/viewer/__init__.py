"""Pictures of what goes on inside a generator: the gates of its layers, and where its attention looks."""
