"""Questions that stop the person: which file, and whether work may be lost."""
