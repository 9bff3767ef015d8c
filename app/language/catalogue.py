"""Catalogues: one text file a language, read as it is, so that what a translator saves is what the next start says."""

from __future__ import annotations

import gettext
import io
import logging
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from app.language.speech import speak

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
SOURCE = "en"  # the language of the messages themselves

Entry: TypeAlias = dict[str, str]
"""{msgctxt, msgid, msgid_plural, msgstr, msgstr[0] …: its text}"""

log = logging.getLogger("gatebrush")

_PART = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+"(.*)"$')
_MORE = re.compile(r'"(.*)"$')
_ESCAPE = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that there are catalogues for, English first, which needs none."""
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.po")))


def choose(wanted: Sequence[str], folder: Path = FOLDER) -> str:
    """Speak the first of these languages that there is a catalogue for, else English; which one it is.

    wanted: as «ko», «ko-KR» or «ko_KR.UTF-8», the dearest first.
    """
    for name in _widened(wanted):
        path = folder / f"{name}.po"
        if name != SOURCE and not path.exists():
            continue
        try:
            speak(gettext.NullTranslations() if name == SOURCE else translations(path))
        except (OSError, ValueError) as fault:
            log.warning("translations %s cannot be read: %s", path, fault)
            break
        return name
    speak(gettext.NullTranslations())
    return SOURCE


def translations(path: Path) -> gettext.GNUTranslations:
    """The catalogue in the form that Python's gettext looks things up in. Raises OSError or ValueError."""
    try:
        return gettext.GNUTranslations(io.BytesIO(_packed(dict(_pairs(read(path))))))
    except (ValueError, LookupError, struct.error) as fault:
        raise ValueError(str(fault)) from fault


def read(path: Path) -> list[Entry]:
    """What the file holds, its head first; entries that are only a guess («fuzzy») are left out."""
    entries: list[Entry] = []
    entry: Entry = {}
    is_guess = False
    last = ""
    for number, line in enumerate([*path.read_text(encoding="utf-8-sig").split("\n"), ""], start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            if entry and not line:
                if not is_guess or not entry.get("msgid"):  # the head of a new file is called a guess, and holds
                    entries.append(entry)
                entry, is_guess = {}, False
            is_guess = is_guess or (line.startswith("#,") and "fuzzy" in line)
        elif found := _PART.match(line):
            last = found[1]
            if last in entry:
                raise ValueError(f"line {number}: a second {last} without an empty line before it")
            entry[last] = _unescaped(found[2])
        elif entry and (found := _MORE.match(line)):
            entry[last] += _unescaped(found[1])
        else:
            raise ValueError(f"line {number} is no part of an entry")
    return entries


def _widened(wanted: Iterable[str]) -> Iterator[str]:
    """«ko-Kore-KR» is followed by «ko»: a wider language is better than another one."""
    for name in wanted:
        parts = re.split(r"[-_]", re.split(r"[.@]", name)[0])
        for length in range(len(parts), 0, -1):
            yield "_".join(parts[:length])


def _unescaped(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]), quoted)


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Keys and values as a compiled catalogue has them: a context before its message, plural forms in one text."""
    if not entries or entries[0].get("msgid") != "":
        raise ValueError("it has no head")
    for entry in entries:
        if "msgid" not in entry:
            raise ValueError(f"an entry without a message: {entry}")
        key = f"{entry['msgctxt']}\x04{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]
        if "msgid_plural" not in entry:
            forms = [entry["msgstr"]]
        else:
            key += f"\0{entry['msgid_plural']}"
            forms = [value for name, value in sorted(entry.items()) if name.startswith("msgstr[")]
        if forms and all(forms):
            yield key, "\0".join(forms)


def _packed(pairs: dict[str, str]) -> bytes:
    """A compiled catalogue: a head of seven numbers, two tables of (length, offset), and the texts."""
    keys = sorted(pairs)
    texts = [one.encode() for one in (*keys, *(pairs[key] for key in keys))]
    start = 28 + 8 * len(texts)
    places = []
    for one in texts:
        places += [len(one), start]
        start += len(one) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + struct.pack(f"<{len(places)}I", *places) + b"".join(one + b"\0" for one in texts)
