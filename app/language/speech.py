"""Messages in the language that was chosen; English until then, and wherever a catalogue has nothing."""

from __future__ import annotations

import gettext
import logging
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

log = logging.getLogger("gatebrush")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


@runtime_checkable
class Spoken(Protocol):
    """Text that remembers how it was made: `app.files.line.Line`, and its like in the model."""

    message: str
    values: Mapping[str, object]


def speak(catalogue: gettext.NullTranslations) -> None:
    """Take this catalogue from now on. What is on the screen already stays as it is."""
    global _catalogue
    _catalogue = catalogue


def text(message: str, /, **values: object) -> str:
    """message: a literal, in English, with {names} for the values."""
    return _filled(_catalogue.gettext(message), message, values)


def text_in(context: str, message: str, /, **values: object) -> str:
    """As `text`. context: which of the meanings of the English words this is, a literal as well."""
    return _filled(_catalogue.pgettext(context, message), message, values)


def plural(one: str, many: str, /, *, count: int, **values: object) -> str:
    """The form that goes with the count, which is the placeholder {count}."""
    message = one if count == 1 else many
    return _filled(_catalogue.ngettext(one, many, count), message, {"count": count, **values})


def mark(message: str, /) -> str:
    """As it is: it is collected for translators here, and becomes visible through `said`."""
    return message


def said(words: object, /, **values: object) -> str:
    """What was marked, or what a fault or a warning says, in the chosen language.

    words: text, or an exception. What no catalogue knows stays as it is.  values: of the placeholders of what was
    marked.
    """
    if type(words) is str:  # most of them, by far: to ask what is spoken takes longer than to say it
        return text(words, **values) if words else ""  # the empty message is a catalogue's head
    if isinstance(words, Exception):
        words = words.args[0] if len(words.args) == 1 else str(words)
    if isinstance(words, Spoken):
        inner = {name: said(value) if isinstance(value, Spoken) else value for name, value in words.values.items()}
        return text(words.message, **inner)
    return said(str(words), **values)


def _filled(translated: str, message: str, values: Mapping[str, object]) -> str:
    if not values:
        return translated
    try:
        return translated.format(**values)
    except (LookupError, ValueError, AttributeError) as fault:
        log.warning("translation of %r cannot be used (%s: %s)", message, type(fault).__name__, fault)
        return message.format(**values)
