"""What is edited: a photo, the planes painted over it, and layers. NumPy alone; no Qt, no model, no files.

    document = Document(photo)
    draft = Draft(document.hole)                           # a stroke, shown at once
    draft.paint(*segment((40.0, 40.0), (90.0, 60.0), 24.0), erase=False)
    inverse = document.hole.swap(draft.finish())           # what an undo command's redo does
    pixels = compose(document, document.hole.bounds())     # what a person sees there

Arrays that come out of here are read-only or fresh copies. Everything belongs to one thread; another one is given
copies (`Plane.read`, `compose`) or things that never change (`Layer`, `Plane.snapshot`, `Document.photo`).
"""

from app.document.compose import compose, compose_picked
from app.document.document import Document

__all__ = ["Document", "compose", "compose_picked"]
