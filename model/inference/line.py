"""Lines for people that can be said in another language later: whoever reads them as text gets English."""

from __future__ import annotations

from collections.abc import Mapping


class Line(str):
    """English text that remembers the message it was made from, and the values that stand in it.

    The editor's files have its like: neither may import the other.
    """

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Line:
        """message: a literal with {names} for the values, which may be lines themselves."""
        made = super().__new__(cls, message.format(**values) if values else message)
        made.message, made.values = message, {name: _plain(value) for name, value in values.items()}
        return made


def _plain(value: object) -> object:
    """Lines stay lines, also those that faults were raised with; nothing else that is large or alive is held."""
    if isinstance(value, Exception) and len(value.args) == 1 and isinstance(value.args[0], Line):
        return value.args[0]
    return value if isinstance(value, str | int | float) else str(value)
