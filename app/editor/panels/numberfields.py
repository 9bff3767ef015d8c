"""Number fields that let a person finish: what was typed is read once typing ends, and goes to the nearest end then.

Qt's own swallow each digit that would go too far, so that 65 typed into a field up to 64 is 6, and each comma and point
that they do not expect, so that 1.5 is 15.
"""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

_TYPED = re.compile(r"[-\u2212]?[\d.,\s]{0,12}")
_State = QValidator.State


class WholeField(QSpinBox):
    """For whole numbers. Others are rounded."""

    def validate(self, typed: str, at: int) -> tuple[QValidator.State, str, int]:
        """Whether it is a number of the range, or may become one."""
        return _judged(self, typed), typed, at

    def fixup(self, typed: str) -> str:
        """With the nearest number of the range."""
        value = _nearest(self, typed)
        return typed if value is None else _around(self, self.textFromValue(math.floor(value + 0.5)))

    def drop_typed(self) -> None:
        """Show the value again, which what is typed becomes only when typing ends."""
        self.setValue(self.value())


class DecimalField(QDoubleSpinBox):
    """For numbers with decimals, whichever of point and comma they are typed with."""

    def validate(self, typed: str, at: int) -> tuple[QValidator.State, str, int]:
        """Whether it is a number of the range, or may become one."""
        return _judged(self, typed), typed, at

    def fixup(self, typed: str) -> str:
        """With the nearest number of the range."""
        value = _nearest(self, typed)
        return typed if value is None else _around(self, self.textFromValue(value))

    def drop_typed(self) -> None:
        """Show the value again, which what is typed becomes only when typing ends."""
        self.setValue(self.value())


def read(typed: str, locale: QLocale) -> float | None:
    """The number that a person means: «5,000» is five thousand where that is written so, «12,5» is twelve and a half
    everywhere. None: it is none."""
    typed = re.sub(r"\s", "", typed).replace("\u2212", "-")
    value, is_number = locale.toDouble(typed)
    if not is_number:
        value, is_number = QLocale.c().toDouble(typed.replace(",", "."))
    return value if is_number else None


def _judged(field: WholeField | DecimalField, typed: str) -> QValidator.State:
    bare = _bare(field, typed)
    if not _TYPED.fullmatch(bare) or (bare[:1] in ("-", "\u2212") and field.minimum() >= 0):
        return _State.Invalid
    decimals = field.decimals() if isinstance(field, DecimalField) else 0
    point = re.escape(field.locale().decimalPoint())
    plain = rf"-?\d+({point}\d{{0,{decimals}}})?" if decimals else r"-?\d+"
    value = read(bare, field.locale())
    if value is None or not re.fullmatch(plain, bare) or not field.minimum() <= value <= field.maximum():
        return _State.Intermediate  # Qt asks for the nearest one when typing ends
    return _State.Acceptable


def _nearest(field: WholeField | DecimalField, typed: str) -> float | None:
    value = read(_bare(field, typed), field.locale())
    return None if value is None else min(max(value, field.minimum()), field.maximum())


def _around(field: WholeField | DecimalField, number: str) -> str:
    return f"{field.prefix()}{number}{field.suffix()}"


def _bare(field: WholeField | DecimalField, typed: str) -> str:
    """Without what stands around the number."""
    return typed.removeprefix(field.prefix()).removesuffix(field.suffix()).strip()
