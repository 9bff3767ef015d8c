"""Documents as Photoshop files, with their layers and masks: an export, since not everything of ours has a place there.

psd-tools writes them and is an extra. How it is used: an opaque picture and a mask made by ourselves. A picture with
alpha would arrive as layer and mask, and a second mask is then refused.
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.files.atomic import atomic_write
from app.files.colour import grey_srgb, srgb
from app.files.errors import OutputRefused
from app.files.line import Line
from app.files.metadata import Metadata

if TYPE_CHECKING:
    from psd_tools import PSDImage

SUFFIX = ".psd"
LONGEST_SIDE = 30_000
LONGEST_NAME = 255
MODES = {1: "L", 2: "L", 3: "RGB", 4: "RGB"}
_RESOLUTION, _ICC, _EXIF, _XMP = 1005, 1039, 1058, 1060  # of Photoshop's image resources
_INCHES = 1
_MOST_DPI = 32_767  # in 16.16 fixed point
_BLENDS = {"add": "LINEAR_DODGE"}


def can_write() -> bool:
    """Whether the extra is installed. It is not imported for that."""
    return importlib.util.find_spec("psd_tools") is not None


def save_psd(path: Path, document: Document, metadata: Metadata) -> None:
    """Write photo and layers in the place of any older file, wholly or not at all. Raises OutputRefused."""
    if not can_write():
        raise OutputRefused(Line("{path} needs psd-tools: pip install 'gatebrush[psd]', or save a project", path=path))
    if max(document.size.shape) > LONGEST_SIDE:
        raise OutputRefused(
            Line(
                "{path} is {size}, PSD ends at {longest}: save a project",
                path=path,
                size=document.size,
                longest=LONGEST_SIDE,
            )
        )

    def write(fresh: Path) -> None:
        try:
            _write(fresh, document, metadata)
            came_back = _layers_in(fresh)
        except (ValueError, MemoryError, AssertionError) as fault:
            raise OutputRefused(
                Line(
                    "{path} cannot be made ({reason}): save a project",
                    path=path,
                    reason=fault or Line("no memory"),
                )
            ) from fault
        if came_back != 1 + len(document.layers):
            raise OutputRefused(
                Line("{path} came back with other layers: nothing was changed; save a project", path=path)
            )

    atomic_write(path, write)


def _write(fresh: Path, document: Document, metadata: Metadata) -> None:
    from psd_tools import PSDImage
    from psd_tools.psd.image_resources import ImageResource

    depth = document.photo.dtype.itemsize * 8
    psd = PSDImage.new(MODES[document.channels], (document.size.width, document.size.height), depth=depth)  # type: ignore[arg-type]
    icc = metadata.icc
    if icc is None and depth == 16:  # Krita would take it for linear light
        icc = srgb() if document.channels >= 3 else grey_srgb()
    known = {_RESOLUTION: _resolution(metadata.dpi), _ICC: icc, _EXIF: metadata.exif, _XMP: metadata.xmp}
    for key, content in known.items():
        if content is not None:
            psd.image_resources[key] = ImageResource(key=key, data=content)
    psd.create_pixel_layer_from_array(document.photo, name="Photo")
    for layer in document.layers:
        _add(psd, layer)
    # The picture that programs without layers show: ours, and not one that psd-tools would have to blend again.
    merged = compose(document, Box.of(document.size))
    colours = merged[..., : 1 if document.channels <= 2 else 3]
    stored = [
        np.ascontiguousarray(colours[..., n]).astype(f">u{depth // 8}").tobytes() for n in range(colours.shape[2])
    ]
    psd._record.image_data.set_data(stored, psd._record.header)
    with fresh.open("wb") as file:
        psd._record.write(file)


def _resolution(dpi: tuple[float, float] | None) -> bytes | None:
    """Photoshop's resource of the resolution; None where nothing is known, or where it would not hold it."""
    if dpi is None or max(dpi) > _MOST_DPI:
        return None
    across, down = (round(dots * 0x10000) for dots in dpi)
    return struct.pack(">LHHLHH", across, _INCHES, _INCHES, down, _INCHES, _INCHES)


def _layers_in(path: Path) -> int:
    from psd_tools import PSDImage  # Pillow does not know PSDs of 16 bits

    with path.open("rb") as file:
        return len(PSDImage.open(file))


def _add(psd: PSDImage, layer: Layer) -> None:
    from psd_tools.constants import BlendMode

    made = psd.create_pixel_layer_from_array(
        layer.pixels,
        top=layer.box.y0,
        left=layer.box.x0,
        opacity=round(255 * layer.opacity),
        blend_mode=getattr(BlendMode, _BLENDS.get(layer.blend, layer.blend.upper().replace("-", "_"))),
    )
    made.name = layer.name[:LONGEST_NAME]
    made.visible = layer.visible
    # Alpha and mask in one, since Photoshop has one mask a layer.
    made.create_mask(Image.fromarray(layer.coverage(layer.box)), top=layer.box.y0, left=layer.box.x0)
