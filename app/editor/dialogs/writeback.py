"""What is asked before a file is written that the person did not choose just now."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.dialogs.modal import Role, ask_which
from app.language import text


class Changed(Enum):
    REPLACE = "replace"
    ELSEWHERE = "elsewhere"
    CANCEL = "cancel"


class Flat(Enum):
    PICTURE = "picture"
    BOTH = "both"
    CANCEL = "cancel"


def ask_changed(parent: QWidget, name: str) -> Changed:
    """name: of the file that «save» would write, and that another program has written meanwhile."""
    answer = ask_which(
        parent,
        text("Changed meanwhile"),
        text("{name} has been changed by another program. Replace it?", name=name),
        (
            (Changed.REPLACE, text("&Replace"), Role.DestructiveRole),
            (Changed.ELSEWHERE, text("Save &As…"), Role.AcceptRole),
        ),
        usual=Changed.ELSEWHERE,
        words=text("What the other program wrote would be lost."),
    )
    return answer or Changed.CANCEL


def ask_elsewhere(parent: QWidget, name: str, why: str) -> bool:
    """After a file could not be written: whether to save to another one. why: it could not be written."""
    question = text("{name} could not be written. Save the work somewhere else?", name=name)
    ways = ((True, text("Save &As…"), Role.AcceptRole),)
    return ask_which(parent, text("Not saved"), question, ways, usual=True, words=why) is not None


def ask_flat(parent: QWidget, name: str, project: str, left_out: Sequence[str]) -> Flat:
    """Before a picture is given back to the program that it came from.

    project: the name that one beside it would have; empty where there are no layers to keep.  left_out: lines on what
    is in the file now and will not be.
    """
    words = [text("It becomes one flat picture. Layers and masks are only kept in a project.")] if project else []
    words += [text("Not kept: {what}.", what=line) for line in left_out]
    both = text("Picture &and {project}", project=project.replace("&", "&&"))  # of a name no letter is a key
    ways = [(Flat.BOTH, both, Role.YesRole)] if project else []
    ways += [(Flat.PICTURE, text("&Picture Only") if project else text("&Write Back"), Role.AcceptRole)]
    answer = ask_which(
        parent,
        text("Save"),
        text("Write the picture back to {name}?", name=name),
        ways,
        usual=Flat.PICTURE,
        words="\n\n".join(words),
        icon=QMessageBox.Icon.Question,
    )
    return answer or Flat.CANCEL
