"""Pictures, masks and settings on disk: read with limits, written atomically. No Qt, no network."""
