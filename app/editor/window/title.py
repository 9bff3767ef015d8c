"""What stands over the window: the file, and how much of the work is in it."""

from __future__ import annotations

from app.editor.session import Session
from app.language import text


def title_of(session: Session) -> str:
    """With Qt's mark where its star comes. No star alone would say that all is in the picture."""
    photo = session.photo
    if photo is None:
        return "Gatebrush"
    name = (photo.target or photo.path).name
    if photo.document.layers and session.is_only_here and not session.is_modified:
        name = text("{name} (layers not saved)", name=name)
    return f"{name}[*] — Gatebrush"
