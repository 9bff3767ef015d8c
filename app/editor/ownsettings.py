"""The settings of a window: those that all windows have in common, and over them what is of its photo alone.

What a person changes is common to all windows and to the next start. What a project was saved with, and what a fill
was made with that is edited, are for this photo: nobody has changed anything. They hold until the person changes that
very setting in any window, or until another photo takes the place of this one. While a fill is edited, what is changed
of its settings is for that fill as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.files.settings import Settings


@dataclass(frozen=True, slots=True)
class Own:
    """What a window has over the common settings. values: by name.  edited: the names of those of a fill that is being
    edited."""

    values: Mapping[str, Any] = field(default_factory=dict)
    edited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Common settings and own ones."""

    common: Settings
    own: Own = field(default_factory=Own)

    @property
    def settings(self) -> Settings:
        """As they hold in the window."""
        return replace(self.common, **self.own.values)

    def changed(self, **values: Any) -> Chosen:
        """Once a person has changed these here."""
        edited = {name: value for name, value in values.items() if name in self.own.edited}
        common = {name: value for name, value in values.items() if name not in edited}
        own = {name: value for name, value in self.own.values.items() if name not in common}
        return Chosen(replace(self.common, **common), replace(self.own, values=own | edited))

    def with_common(self, common: Settings) -> Chosen:
        """Once a person has changed something in another window."""
        news = {one.name for one in fields(Settings) if getattr(common, one.name) != getattr(self.common, one.name)}
        gone = news - self.own.edited
        own = {name: value for name, value in self.own.values.items() if name not in gone}
        return Chosen(common, replace(self.own, values=own))

    def brought(self, values: Mapping[str, Any]) -> Chosen:
        """Once a photo was opened that brings these, or none."""
        own = {name: value for name, value in values.items() if value != getattr(self.common, name)}
        return Chosen(self.common, Own(own))

    def editing(self, values: Mapping[str, Any]) -> Own:
        """What is the window's own while a fill is edited that was made with these."""
        return Own({**self.own.values, **values}, frozenset(values))
