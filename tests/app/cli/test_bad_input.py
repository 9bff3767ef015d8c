"""Inputs and outputs that cannot be: one line and the contract's exit code, before any network is opened."""

import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.cli import fill, start
from app.cli.exits import Exit

Make = Callable[[Any], dict[str, str | Path]]


def picture(path: Path, height: int, width: int) -> Path:
    Image.fromarray(np.full((height, width, 3), 90, np.uint8)).save(path)
    return path


def empty_png(path: Path) -> Path:
    """A PNG of 0 × 10 pixels."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 0, 10, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def holes(desk: Any, hole: Any) -> Path:
    return desk.write_mask(desk.folder / "other.png", hole)


def thin(desk: Any, height: int, width: int) -> dict[str, str | Path]:
    hole = np.zeros((height, width), bool)
    hole[0, 0] = True
    return {"photo": picture(desk.folder / "thin.png", height, width), "mask": holes(desk, hole)}


def not_a_number(desk: Any) -> Path:
    grey = np.zeros((32, 48), np.float32)
    grey[3, 3] = np.nan
    path = desk.folder / "nan.tif"
    Image.fromarray(grey).save(path)
    return path


def loop(desk: Any) -> Path:
    path = desk.folder / "loop.png"
    path.symlink_to("loop.png")
    return path


def pipe(desk: Any) -> Path:
    path = desk.folder / "pipe.png"
    os.mkfifo(path)
    return path


BAD: dict[str, tuple[Make, int]] = {
    "a photo of no pixels": (lambda desk: {"photo": empty_png(desk.folder / "0.png")}, Exit.INPUT),
    "a mask of no pixels": (lambda desk: {"mask": empty_png(desk.folder / "0.png")}, Exit.INPUT),
    "a photo of 1×50": (lambda desk: thin(desk, 50, 1), Exit.INPUT),
    "a photo of 50×1": (lambda desk: thin(desk, 1, 50), Exit.INPUT),
    "a mask of another size": (lambda desk: {"mask": holes(desk, np.ones((33, 48), bool))}, Exit.INPUT),
    "a mask that is all white": (lambda desk: {"mask": holes(desk, np.ones((32, 48), bool))}, Exit.INPUT),
    "nothing left to copy from": (lambda desk: {"exclude": holes(desk, ~desk.hole)}, Exit.INPUT),
    "no numbers in the photo": (lambda desk: {"photo": not_a_number(desk)}, Exit.INPUT),
    "no numbers in the mask": (lambda desk: {"mask": not_a_number(desk)}, Exit.INPUT),
    "a photo that is a loop": (lambda desk: {"photo": loop(desk)}, Exit.INPUT),
    "a mask that is a loop": (lambda desk: {"mask": loop(desk)}, Exit.INPUT),
    "a photo that is a pipe": (lambda desk: {"photo": pipe(desk)}, Exit.INPUT),
    "a photo that is a device": (lambda desk: {"photo": "/dev/zero"}, Exit.INPUT),
    "a name with a line break": (lambda desk: {"photo": desk.folder / "no\nne\x1b[31m.png"}, Exit.INPUT),
    "a name that is no text": (lambda desk: {"mask": os.fsdecode(bytes(desk.folder) + b"/\xff\xfe.png")}, Exit.INPUT),
    "a name that is too long": (lambda desk: {"photo": desk.folder / ("n" * 300 + ".png")}, Exit.INPUT),
    "an output that is a loop": (lambda desk: {"output": loop(desk)}, Exit.OUTPUT),
    "an output that is a pipe": (lambda desk: {"output": pipe(desk)}, Exit.OUTPUT),
    "an output whose name is too long": (lambda desk: {"output": desk.folder / ("n" * 252 + ".png")}, Exit.OUTPUT),
    "an output in no folder": (lambda desk: {"output": desk.folder / "none" / "out.png"}, Exit.OUTPUT),
    "an output where nobody may write": (lambda desk: {"output": "/proc/out.png"}, Exit.OUTPUT),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_one_line_and_a_code(
    desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    def refuse(device: str) -> None:
        raise AssertionError("a network was asked for")

    monkeypatch.setattr(fill.Inpainter, "load", refuse)
    make, code = BAD[name]
    named = {"photo": desk.photo, "mask": desk.mask, "output": desk.out} | make(desk)
    exclude = ["--exclude", str(named["exclude"])] if "exclude" in named else []
    before = desk.files()
    words = ["fill", str(named["photo"]), "--mask", str(named["mask"]), "-o", str(named["output"]), *exclude]
    assert start.main([*words, "--overwrite", "--json"]) == code
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.isprintable()
    assert ": " in line
    assert json.loads(printed.out) == {"input": str(named["photo"]), "error": line, "code": code}
    assert desk.files() == before


def border(hole: Any) -> None:
    hole[0], hole[-1], hole[:, 0], hole[:, -1] = True, True, True, True


def all_but_one(hole: Any) -> None:
    hole[:] = True
    hole[16, 20] = False


def cross(hole: Any) -> None:
    hole[15], hole[:, 20] = True, True


@pytest.mark.parametrize("draw", [border, all_but_one, cross])
def test_a_hole_that_touches_every_border_is_filled(desk: Any, load: Any, pixels_of: Any, draw: Any) -> None:
    hole = np.zeros((32, 48), bool)
    draw(hole)
    desk.write_mask(desk.mask, hole)
    asked = fill.FillArguments(desk.photo, desk.out, mask=desk.mask, detail="off")
    assert fill.run_fill(asked, load=load) == Exit.DONE
    assert np.array_equal(pixels_of(desk.out)[~hole], desk.pixels[~hole])
    assert (pixels_of(desk.out)[hole] != desk.pixels[hole]).any()


def test_any_name_is_filled(desk: Any, load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    longest = "n" * (os.pathconf(desk.folder, "PC_NAME_MAX") - 4) + ".png"
    for name in ("a\nb\x1b[31m.png", os.fsdecode(b"\xff\xfe.png"), "\u202e \u5199\u771f.png", longest, "-q.png"):
        photo, out = desk.folder / "in" / name, desk.folder / "out" / name
        for path in (photo, out):
            path.parent.mkdir(exist_ok=True)
        photo.write_bytes(desk.photo.read_bytes())
        asked = fill.FillArguments(photo, out, mask=desk.mask, detail="off", json=True)
        assert fill.run_fill(asked, load=load) == Exit.DONE
        printed = capsys.readouterr()
        assert json.loads(printed.out)["output"] == str(out)
        assert all(line.isprintable() for line in printed.err.split("\n"))
        assert out.is_file()
