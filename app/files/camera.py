"""HEIC of phones and raw files of cameras: read where pillow-heif and rawpy are installed, named where they are not."""

from __future__ import annotations

import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.files.colour import srgb
from app.files.decode import decode_8_bit
from app.files.errors import InputRefused
from app.files.line import Line
from app.files.metadata import Metadata, read_metadata

HEIF_SUFFIXES = (".heic", ".heif", ".hif")
RAW_SUFFIXES = (".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw")
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True, slots=True)
class Developed:
    """pixels: (H, W, C) uint8 or uint16, upright.  notes: for people.  format: "HEIF" or "RAW"."""

    pixels: NDArray[Any]
    metadata: Metadata
    notes: tuple[str, ...]
    format: str


def develop(content: bytes, path: Path, most_pixels: int) -> Developed | None:
    """The picture of a HEIC or raw file; None for any other. Raises InputRefused, also where a package is missing."""
    # An AVIF has the same frame, and Pillow reads it: its own brand comes first.
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        _require("pillow_heif", Line("a HEIC picture"), "heif")
        return _heif(content, most_pixels)
    if path.suffix.lower() in RAW_SUFFIXES:  # by the name: most are TIFFs by their first bytes
        _require("rawpy", Line("a camera's raw file"), "raw")
        return _raw(content, most_pixels)
    return None


def _require(package: str, what: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise InputRefused(
            Line(
                "is {what}: pip install 'gatebrush[{extra}]' to open it, or convert it to TIFF", what=what, extra=extra
            )
        )


def _heif(content: bytes, most_pixels: int) -> Developed:
    import pillow_heif

    heif = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    _check_size(heif.size, most_pixels)
    image = heif.to_pillow()
    # libheif has turned the pixels already, whatever the EXIF block says.
    metadata, _, notes = read_metadata(image, content)
    if len(heif) > 1:
        notes = (*notes, Line("only the first of its pictures was opened"))
    return Developed(decode_8_bit(image, 1), metadata, notes, "HEIF")


def _raw(content: bytes, most_pixels: int) -> Developed:
    import rawpy

    try:
        with rawpy.imread(io.BytesIO(content)) as raw:
            _check_size((raw.sizes.width, raw.sizes.height), most_pixels)
            pixels: NDArray[Any] = raw.postprocess(use_camera_wb=True, output_bps=16)
    except rawpy.LibRawError as fault:
        raise InputRefused(
            Line("is no raw file that can be developed ({fault}): convert it to TIFF", fault=fault)
        ) from fault
    note = Line("raw file developed with the camera's white balance, in sRGB with 16 bits a channel")
    return Developed(np.ascontiguousarray(pixels), Metadata(icc=srgb()), (note,), "RAW")


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    if size[0] * size[1] > most_pixels:
        raise InputRefused(
            Line(
                "is {width}×{height}, over the limit of {limit} megapixels: reduce it",
                width=size[0],
                height=size[1],
                limit=most_pixels // 1000000,
            )
        )
