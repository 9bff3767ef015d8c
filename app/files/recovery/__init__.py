"""Unsaved work in a folder of its own, so that a crash takes none of it away: docs/reliability.md."""

from app.files.recovery.finding import Found, find_stores
from app.files.recovery.store import About, Store

__all__ = ["About", "Found", "Store", "find_stores"]
