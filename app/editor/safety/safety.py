"""What guards a window's work, wired to it: recovery while it is open, and the offer at the start."""

from __future__ import annotations

from pathlib import Path

from app.editor.safety.recovering import Place, Recovering
from app.editor.safety.recovery import Recovery
from app.editor.window.window import Window


class Safety:
    """For the editor that a person starts; a window for a picture of itself needs none."""

    def __init__(self, window: Window, folder: Path) -> None:
        """folder: where unsaved work is kept, that of other windows too."""
        self.recovery = Recovery(window.session, window.filling, folder, window)
        self.recovery.ask_view, self.recovery.ask_editing = window.filing.ask_view, window.filing.ask_editing
        window.placing.changed.connect(self.recovery.on_placing)
        self.place = Place(self.recovery, window.filing, window.file_verbs.settle)
        self.recovering = Recovering(window, folder, window.errands, lambda _: self.place)
        for speaker in (self.recovery, self.recovering):
            speaker.notice.connect(window.notices.say)

    def look(self) -> None:
        """Offer what a crash left behind."""
        self.recovering.look()

    def end(self, *, keep: bool) -> None:
        """keep: what is not saved stays for the next start, without a question."""
        self.recovering.end()
        self.recovery.end(keep=keep)
