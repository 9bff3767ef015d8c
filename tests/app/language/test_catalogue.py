"""Catalogues are read as gettext reads them, and a bad one costs no more than its words."""

from __future__ import annotations

import gettext
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from app.files.line import Line
from app.language import mark, plural, said, text, text_in
from app.language.catalogue import SOURCE, available, choose
from app.language.speech import speak

HEAD = r"""
msgid ""
msgstr ""
"Language: cs\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;\n"
"""
BODY = r"""
# a word with two meanings
msgctxt "of a layer"
msgid "Normal"
msgstr "Normální"

#: app/somewhere.py
msgid "{name} is on {place}"
msgstr ""
"{place}: "
"\"{name}\"\n"

msgid "{count} layer"
msgid_plural "{count} layers"
msgstr[0] "{count} vrstva"
msgstr[1] "{count} vrstvy"
msgstr[2] "{count} vrstev"

#, fuzzy
msgid "Save"
msgstr "Zachránit"

msgid "Open"
msgstr ""

msgid "of {size}"
msgstr "o {velikost}"

#~ msgid "Gone"
#~ msgstr "Pryč"
"""


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak(gettext.NullTranslations())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cs.po").write_text(HEAD + BODY, encoding="utf-8")
    return tmp_path


def test_without_a_language_messages_are_english_and_filled() -> None:
    assert text("{name} is on {place}", name="dune", place="disk") == "dune is on disk"
    assert plural("{count} layer", "{count} layers", count=1) == "1 layer"
    assert plural("{count} layer", "{count} layers", count=0) == "0 layers"
    assert text_in("of a layer", "Normal") == "Normal"
    assert said(mark("&Undo")) == "&Undo"
    assert text("100 % {}") == "100 % {}"


def test_a_catalogue_is_spoken(folder: Path) -> None:
    assert choose(["cs"], folder) == "cs"
    assert text("{name} is on {place}", name="duna", place="disk") == 'disk: "duna"\n'
    assert [plural("{count} layer", "{count} layers", count=n) for n in (1, 3, 5)] == [
        "1 vrstva",
        "3 vrstvy",
        "5 vrstev",
    ]
    assert text_in("of a layer", "Normal") == "Normální"


def test_what_is_a_guess_or_missing_or_gone_stays_english(folder: Path) -> None:
    choose(["cs"], folder)
    assert [text(words) for words in ("Save", "Open", "Gone", "Normal", "Never seen")] == [
        "Save",
        "Open",
        "Gone",
        "Normal",
        "Never seen",
    ]
    assert said("") == ""


def test_a_placeholder_that_a_translation_got_wrong_costs_its_words_alone(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    choose(["cs"], folder)
    with caplog.at_level(logging.WARNING, "gatebrush"):
        assert text("of {size}", size=3) == "of 3"
    assert len(caplog.records) == 1
    assert "'of {size}'" in caplog.text


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["cs"], "cs"),
        (["cs-CZ"], "cs"),
        (["cs_CZ.UTF-8"], "cs"),
        (["cs-Latn-CZ"], "cs"),
        (["fr-FR", "cs"], "cs"),
        (["fr", "en-GB", "cs"], SOURCE),
        (["fr"], SOURCE),
        (["C"], SOURCE),
        ([], SOURCE),
        (["../../etc/passwd", "/", "…"], SOURCE),
    ],
)
def test_the_first_language_that_there_is_gets_the_word(folder: Path, wanted: list[str], spoken: str) -> None:
    assert choose(wanted, folder) == spoken


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff\xfe\x00",
        b"no catalogue at all",
        b'msgid ""\n',
        HEAD.replace("UTF-8", "klingon").encode(),
        HEAD.encode() + b'\nmsgid "Save\nmsgstr "x"\n',
        HEAD.encode() + b'\nmsgid "Save"\nmsgid "Save"\nmsgstr "x"\n',
        HEAD.encode() + b'\nmsgid "Save"\n',
        HEAD.encode() + b'\nmsgstr "x"\n',
        HEAD.replace("nplurals=3; plural=(n==1)", "nplurals=3; plural=__import__('os')").encode(),
    ],
)
def test_a_broken_catalogue_is_english_with_one_line_in_the_log(
    tmp_path: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cs.po").write_bytes(broken)
    with caplog.at_level(logging.WARNING, "gatebrush"):
        assert choose(["cs", "cs"], tmp_path) == SOURCE
    assert text("Save") == "Save"
    assert len(caplog.records) == 1
    assert "cs.po" in caplog.text


@pytest.mark.parametrize("begins", ["\ufeff", "# Somebody\n#, fuzzy"])
def test_what_editors_and_tools_put_before_the_head_is_passed_over(tmp_path: Path, begins: str) -> None:
    (tmp_path / "cs.po").write_text(begins + HEAD + BODY, encoding="utf-8")
    assert choose(["cs"], tmp_path) == "cs"
    assert text("Save") == "Save"


def test_every_catalogue_is_a_language(folder: Path) -> None:
    (folder / "bg.po").touch()
    assert available(folder) == ("en", "bg", "cs")


def test_a_line_is_english_for_whoever_reads_it_and_is_said_in_the_language(folder: Path) -> None:
    inner = Line("of {size}", size=Line("{count} layer", count=1))
    line = Line("{name} is on {place}", name="duna", place=inner)
    assert line == "duna is on of 1 layer"
    assert said(line) == line
    choose(["cs"], folder)
    assert said(Line("{name} is on {place}", name="duna", place="disk")) == 'disk: "duna"\n'
    assert said(ValueError(Line("{name} is on {place}", name="duna", place="disk"))) == 'disk: "duna"\n'
    assert said(ValueError("no {such} message")) == "no {such} message"
    assert said(OSError(2, "No such file")) == "[Errno 2] No such file"


PRINTED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04\r"), min_size=1, max_size=30)


@given(st.dictionaries(PRINTED, PRINTED, max_size=8))
def test_what_babel_writes_is_read_as_it_was_meant(pairs: dict[str, str]) -> None:
    catalogue = Catalog(locale="cs")
    for words, translated in pairs.items():
        catalogue.add(words, translated)
    written = io.BytesIO()
    write_po(written, catalogue, width=20)
    with TemporaryDirectory() as folder:
        Path(folder, "cs.po").write_bytes(written.getvalue())
        assert choose(["cs"], Path(folder)) == "cs"
    assert {words: said(words) for words in pairs} == pairs
