"""Files that want harm, or are broken: one clear line, before anything is unpacked, and nothing else."""

import json
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.errors import InputRefused
from app.files.project import Project, open_project, save_project
from app.files.project.container import MOST_ENTRIES, is_safe_name
from app.files.project.record import FILL_SETTINGS, read_record, record_text
from app.files.project.stack import parse_stack
from tests.app.files.project.conftest import png
from tests.examples import examples

Make = Callable[..., Any]

WHITE = png(np.full((30, 40, 3), 255, np.uint8))
LAYER = '<layer src="a.png"/>'


def refusal(path: Path) -> str:
    with pytest.raises(InputRefused) as caught:
        open_project(path)
    line = str(caught.value)
    assert caught.value.__cause__ is not caught.value  # it would hold itself, and with it all that was read
    assert line.startswith(f"project {path} ")
    assert ": " in line
    assert "\n" not in line
    return line


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are a large picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize(
    ("stack", "parts", "words"),
    [
        (LAYER, {}, "no part «a.png»"),
        (LAYER, {"a.png": b"no picture"}, "is no PNG"),
        (LAYER, {"a.png": WHITE[:-30]}, "damaged"),
        (LAYER, {"a.png": huge_png(30_000, 30_000)}, "too large"),
        (LAYER, {"a.png": huge_png(9_000, 9_000)}, "too large"),
        ("", {}, "no layers"),
        ("<layer/>", {}, "no layers"),
        (LAYER, {"a.png": WHITE, "../../etc/passwd": b"x"}, "leaves its folder"),
        (LAYER, {"a.png": WHITE, "/etc/passwd": b"x"}, "leaves its folder"),
        (LAYER, {"a.png": WHITE, "C:\\windows": b"x"}, "leaves its folder"),
        ('<layer src="a.png" x="99999999999"/>', {"a.png": WHITE}, "is not opened"),
        (LAYER, {"a.png": WHITE, "stack.xml": b"<image><stack>"}, "damaged stack.xml"),
        (LAYER, {"a.png": WHITE, "stack.xml": b"<svg/>"}, "another kind"),
        (LAYER, {"a.png": WHITE, "stack.xml": b'<image w="40" h="30"/>'}, "no layers in its stack.xml"),
        (LAYER, {"a.png": WHITE, "stack.xml": b"<image><stack><layer src='a.png'/></stack></image>"}, "how large"),
        (LAYER, {"stack.xml": b'<image w="99999" h="99999"><stack/></image>'}, "over the limit of 400"),
        (LAYER, {"stack.xml": b" " * (5 * 2**20)}, "over the limit"),
        ("<stack>" * 100 + "</stack>" * 100, {}, "more layers"),
        (LAYER * 20_000, {"a.png": WHITE}, "more layers"),
    ],
)
def test_a_part_that_is_wrong_is_named(make_ora: Make, stack: str, parts: dict[str, bytes], words: str) -> None:
    assert words in refusal(make_ora(stack, parts))


def test_missing_parts_are_named(make_ora: Make) -> None:
    assert "no OpenRaster" in refusal(make_ora(LAYER, {"a.png": WHITE}, without="mimetype"))
    assert "no part «stack.xml»" in refusal(make_ora(LAYER, {"a.png": WHITE}, without="stack.xml"))
    assert "no OpenRaster" in refusal(make_ora(LAYER, {"a.png": WHITE, "mimetype": b"application/epub+zip"}))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_what_broke_off_is_called_damaged(tmp_path: Path, make_ora: Make, share: float) -> None:
    whole = make_ora(LAYER, {"a.png": WHITE})
    content = whole.read_bytes()
    path = tmp_path / "broken.ora"
    path.write_bytes(content[: int(share * len(content))])
    assert refusal(path) == f"project {path} is damaged (its end is missing): get a whole copy of it"
    path.write_bytes(b"no zip at all" * 100)
    assert "is no OpenRaster file" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6" + bytes(17), WHITE, b"no zip at all" * 100])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.ora"
    path.write_bytes(content)
    refusal(path)
    refusal(tmp_path / "missing.ora")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE image [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><image w="1" h="1"><stack>&b;</stack></image>',
        '<!DOCTYPE image [<!ENTITY x SYSTEM "file:///etc/passwd">]><image w="1" h="1"><stack>&x;</stack></image>',
        '<!DOCTYPE image SYSTEM "http://example.org/a.dtd"><image w="1" h="1"><stack/></image>',
    ],
)
def test_entities_are_refused_before_they_grow(text: str) -> None:
    with pytest.raises(InputRefused, match="defines entities"):
        parse_stack(text.encode())


def test_a_bomb_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "image/openraster")
        for number in range(4):
            file.writestr(f"data/{number}.png", bytes(16 * 2**20))
    assert "would unpack to 64 MiB" in refusal(path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.ora"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(MOST_ENTRIES + 1):
            file.writestr(str(number), b"")
    assert f"over {MOST_ENTRIES} parts" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.ora"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in (("mimetype", b"image/openraster"), ("a.png", WHITE), ("a.png", WHITE)):
            file.writestr(name, content)
    assert "two parts «a.png»" in refusal(path)


@pytest.mark.parametrize("name", ["", "..", "a/../b", "/a", "a//b", "./a", "a\\b", "c:/a", "a\0b", "a\nb", "x" * 600])
def test_names_that_leave_their_folder(name: str) -> None:
    assert not is_safe_name(name)
    assert is_safe_name("data/Ebene 1.png")


texts = st.text("<>/&;\"'= layerstckmgxywhop.-0129e", max_size=60)


@given(texts)
def test_any_text_is_a_stack_or_one_line(text: str) -> None:
    with suppress(InputRefused):
        parse_stack(f'<image w="40" h="30"><stack>{text}</stack></image>'.encode())
    with suppress(InputRefused):
        parse_stack(text.encode())


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
)
named = st.dictionaries(st.sampled_from(("src", "id", "note", "alpha", "box", "name", "scale", "x", "y")), values)


@examples(25)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "photo": values,
            "layers": values | st.lists(named),
            "planes": values | st.dictionaries(st.sampled_from(("hole", "sketch", "colours")), named),
            "fill": values | st.dictionaries(st.sampled_from(FILL_SETTINGS), values),
            "view": named,
            "original": named,
            "contexts": values,
            "placing": st.fixed_dictionaries({"layer": values, "box": values | st.lists(st.integers(), max_size=4)}),
            "jpeg": st.dictionaries(st.sampled_from(("tables", "sampling")), values),
        },
    )
)
def test_any_record_is_read_or_refused(stored: dict[str, Any]) -> None:
    record = read_record(json.dumps({"format": "gatebrush", "version": 1, **stored}).encode())
    assert read_record(record_text(record)) == record


def test_changed_bytes_give_a_project_or_one_line(tmp_path: Path, make_document: Make) -> None:
    """A few hundred mutations of a real project: opened or refused, nothing else, and soon."""
    whole = tmp_path / "whole.ora"
    save_project(whole, Project(make_document(4)))
    content, path = whole.read_bytes(), tmp_path / "changed.ora"
    rng, refused = random.Random(12), 0
    for number in range(300):
        changed = bytearray(content)
        if number % 3 == 0:
            del changed[rng.randrange(len(changed)) :]
        for _ in range(rng.choice((1, 4, 40))):
            if changed:
                # Mostly where the structure is: the entries' heads and the list at the end.
                end = len(changed) if rng.random() < 0.5 else min(len(changed), 1500)
                start = max(0, len(changed) - 1500) if rng.random() < 0.5 and end == len(changed) else 0
                changed[rng.randrange(start, end)] = rng.randrange(256)
        path.write_bytes(changed)
        began_s = time.process_time()
        try:
            open_project(path)
        except InputRefused as fault:
            refused += "\n" not in str(fault)
        assert time.process_time() - began_s < 5
    assert refused > 100
