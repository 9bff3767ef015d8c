"""What a person might do to a photo, one verb after the other, drawn by a seed."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.document import Document
from app.document.geometry import Box
from app.document.planes import ColourDraft, Draft
from app.document.planes.stroke import segment
from app.editor.history.commands import ContextsCommand
from app.editor.window.window import Window
from tests.app.conftest import StubEngine

PLANES = ("hole", "sketch", "exclude", "colours")
LAYERS = ("toggle", "remove", "duplicate", "raise_layer", "merge_down", "add")
WEIGHTS: Mapping[str, int] = {
    "hole": 30,
    "sketch": 10,
    "exclude": 6,
    "colours": 6,
    "fill": 14,
    "undo": 8,
    "redo": 4,
    "invert": 1,
    "clear": 2,
    "choose": 6,
    "toggle": 2,
    "remove": 1,
    "duplicate": 1,
    "raise_layer": 2,
    "merge_down": 2,
    "add": 1,
    "mask": 2,
    "save": 1,
    "context": 2,
}
"""How often each verb comes."""


class BriefEngine(StubEngine):
    """Answers at once and keeps no request: for sessions of thousands."""

    def fill(self, request: Any, progress: Any = None, cancelled: Any = None) -> Any:
        result = super().fill(request, progress, cancelled)
        self.requests.clear()
        self.threads.clear()
        return result


class SlowEngine(BriefEngine):
    """Takes some tens of milliseconds, so that kills meet fills under way."""

    def fill(self, request: Any, progress: Any = None, cancelled: Any = None) -> Any:
        time.sleep(0.05)
        return super().fill(request, progress, cancelled)


class Script:
    """One verb a call, on the document that a window shows.

    project: where it saves.  weights: how often each verb comes, by name.
    """

    def __init__(self, window: Window, seed: int, project: Path, weights: Mapping[str, int] = WEIGHTS) -> None:
        self._window, self._project, self._weights = window, project, weights
        self.random = random.Random(seed)

    def act(self) -> str:
        """Do one; which it was."""
        (kind,) = self.random.choices(list(self._weights), list(self._weights.values()))
        document = self._window.session.document
        assert document is not None
        layer = self.random.choice(document.layers) if document.layers else None
        if kind in PLANES:
            self._stroke(document, kind)
        elif kind == "context":
            self._draw_context(document)
        elif kind in LAYERS or kind in ("choose", "mask"):
            if layer is not None:
                self._treat(kind, layer.id)
        else:
            self._do(kind)
        return kind

    def _do(self, kind: str) -> None:
        session, window = self._window.session, self._window
        if kind == "fill":
            session.change(variants=self.random.randint(1, 4))
            window.filling.start()
        elif kind in ("undo", "redo"):
            getattr(session.history, kind)()
        elif kind == "invert":
            session.invert_mask()
        elif kind == "clear":
            session.clear_mask()
        elif kind == "save":
            window.filing.save(self._project)
        elif kind == "export":
            window.filing.export(self._project.with_suffix(".png"))
        elif kind == "zoom":
            self.random.choice((window.canvas.fit, lambda: window.canvas.zoom_to(self.random.uniform(0.2, 4.0))))()

    def _treat(self, kind: str, layer: int) -> None:
        window = self._window
        if kind == "choose":
            window.fills.next_candidate()
            return
        window.layers.choose_layer(layer)
        if kind == "mask":
            window.layer_masks.add()
            window.layer_masks.invert()
        else:
            getattr(window.merging if kind == "merge_down" else window.layering, kind)()

    def _draw_context(self, document: Document) -> None:
        left, top = self.random.randrange(document.size.width), self.random.randrange(document.size.height)
        box = Box(left, top, left + 50, top + 50).clip(document.size)
        self._window.session.push(ContextsCommand(document, (box, *document.contexts[:2])))

    def _stroke(self, document: Document, name: str) -> None:
        x, y = self.random.uniform(0, document.size.width), self.random.uniform(0, document.size.height)
        box, coverage = segment((x, y), (x + self.random.uniform(-60, 60), y + 20), self.random.uniform(2, 14))
        plane = getattr(document, name)
        colour = self.random.randrange(256), self.random.randrange(256), 9
        draft = ColourDraft(plane, colour) if name == "colours" else Draft(plane)
        draft.paint(box, coverage, erase=self.random.random() < 0.2)
        self._window.session.push_patch("Stroke", plane, draft.finish())
