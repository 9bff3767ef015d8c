"""Every message of the code is in every catalogue, whole, and in words that fit its place."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from app.editor.actions import MENUS
from app.editor.actions.entry import Submenu
from app.editor.actions.table import TABLE
from app.language import said
from app.language.catalogue import FOLDER, Entry, choose, read
from app.language.speech import speak
from tests.app.language.messages import (
    KEYWORDS,
    PLACES,
    ROOT,
    faults_of,
    messages_of,
    modules,
    placeholders,
    unspoken_in,
)

CATALOGUES = sorted(FOLDER.glob("*.po"))
MESSAGES = {(one.context, one.words): one for path in modules() for one in messages_of(path)}
MNEMONIC = re.compile(r"&(\w)")


def entries_of(path: Path) -> dict[tuple[str, str], Entry]:
    return {(entry.get("msgctxt", ""), entry["msgid"]): entry for entry in read(path)[1:]}


def forms(entry: Entry) -> list[str]:
    return [value for name, value in entry.items() if name.startswith("msgstr")]


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak(gettext.NullTranslations())


def test_there_are_messages_and_korean() -> None:
    assert len(MESSAGES) > 600
    assert FOLDER / "ko.po" in CATALOGUES


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_are_whole(path: Path) -> None:
    assert list(faults_of(path)) == []


@pytest.mark.parametrize(
    "path", [path for path in modules() if "editor" in path.parts], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_is_shown_past_the_catalogue(path: Path) -> None:
    assert list(unspoken_in(path)) == []


def test_what_is_shown_past_the_catalogue_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "past.py"
    module.write_text(
        """
label.setText("Open it" if ready else f"Close {name} now")
QAction(name + " copy", parent)
box.setText(text("Fine")); box.setText("Gatebrush"); box.setText(f"{x} px")
""",
        encoding="utf-8",
    )
    assert [fault.partition(": ")[2] for fault in unspoken_in(module)] == ["'Open it'", "'Close '", "' now'", "' copy'"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('text(f"Open {name}")', "literals"),
        ('text(words, "x")', "literals"),
        ('text("Open {name}")', "alone"),
        ('text("Open", name=name)', "alone"),
        ('text("Open {}", name=name)', "no plain name"),
        ('text("Open {name:.1f}", other=1)', "alone"),
        ('text("Open") + name', "piece"),
        ("f\"{text('Open')} {name}\"", "piece"),
    ],
)
def test_a_broken_message_is_seen(tmp_path: Path, code: str, words: str) -> None:
    module = tmp_path / "broken.py"
    module.write_text(f"from app.language import text\n{code}\n", encoding="utf-8")
    assert any(words in fault for fault in faults_of(module))


def test_the_documented_command_finds_the_same_messages() -> None:
    found = set()
    for place in PLACES:
        for _, _, words, _, context in extract_from_dir(ROOT / place, keywords=KEYWORDS):
            found.add((context or "", words if isinstance(words, str) else words[0]))
    assert found == set(MESSAGES)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
class TestCatalogue:
    """Each language."""

    def test_has_every_message_and_no_other(self, path: Path) -> None:
        entries = entries_of(path)
        assert [f"{one.words!r} ({one.where})" for key, one in MESSAGES.items() if key not in entries] == []
        assert [words for _, words in entries.keys() - MESSAGES.keys()] == []

    def test_leaves_none_without_words(self, path: Path) -> None:
        assert [words for (_, words), entry in entries_of(path).items() if not all(forms(entry))] == []
        assert "#, fuzzy" not in path.read_text(encoding="utf-8")

    def test_counts_as_its_head_says(self, path: Path) -> None:
        (count,) = re.findall(r"nplurals=(\d)", read(path)[0]["msgstr"])
        for (_, words), entry in entries_of(path).items():
            assert bool(MESSAGES[_, words].many) == ("msgid_plural" in entry), words
            assert len(forms(entry)) == (int(count) if "msgid_plural" in entry else 1), words

    def test_keeps_placeholders(self, path: Path) -> None:
        for (_, words), entry in entries_of(path).items():
            for form in forms(entry):
                wanted = placeholders(words) | placeholders(entry.get("msgid_plural", ""))
                assert placeholders(form) <= wanted, words
                assert wanted - placeholders(form) <= {"count"}, words

    def test_keeps_mnemonics_and_marks(self, path: Path) -> None:
        for (_, words), entry in entries_of(path).items():
            for form in forms(entry):
                assert len(MNEMONIC.findall(form)) == len(MNEMONIC.findall(words)), words
                assert form.endswith("…") == words.endswith("…"), words
                assert re.match(r"\s*", form)[0] == re.match(r"\s*", words)[0], words  # type: ignore[index]
                assert re.search(r"\s*$", form)[0] == re.search(r"\s*$", words)[0], words  # type: ignore[index]


@pytest.mark.parametrize("language", ["en", *(path.stem for path in CATALOGUES)])
def test_no_letter_stands_twice_in_a_menu(language: str) -> None:
    assert choose([language]) == language
    by_id = {entry.id: entry.text for entry in TABLE}
    rows = [[title for title, _ in MENUS]]
    for _, items in MENUS:
        rows.append(
            [
                one.title if isinstance(one, Submenu) else by_id[one]
                for one in items
                if isinstance(one, Submenu) or one in by_id
            ]
        )
        rows += [[by_id[name] for name in one.items] for one in items if isinstance(one, Submenu)]
    for row in rows:
        letters = [MNEMONIC.findall(said(words))[0].casefold() for words in row]
        assert len(letters) == len(set(letters)), row


def test_the_page_for_translators_has_the_command() -> None:
    page = (ROOT / "docs" / "translating.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"pybabel extract (.*)", page)
    assert command.startswith(" ".join(PLACES))
    assert re.findall(r"-k (\w+)", command) == list(KEYWORDS)
