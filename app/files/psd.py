"""Documents as Photoshop files, with their layers and masks: an export, since not everything of ours has a place there.

psd-tools writes them and is an extra. How it is used: it makes the records of layers of one pixel, each an opaque
picture and a mask made by ourselves (a picture with alpha would arrive as layer and mask, and a second mask is then
refused); what is as large as the picture is put in while it is written (`psd_planes.py`).
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PIL import Image

from app.document import Document
from app.document.geometry import Size
from app.document.layers import Layer
from app.files.atomic import atomic_write
from app.files.colour import grey_srgb, srgb
from app.files.course import UNHEARD, Course
from app.files.errors import OutputRefused
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.psd_planes import (
    MergedPicture,
    PackedPlane,
    Packing,
    channel_rows,
    comes_back,
    mask_rows,
    opaque_rows,
    planes_bytes,
    write_planes,
)

if TYPE_CHECKING:
    from psd_tools import PSDImage
    from psd_tools.api.layers import PixelLayer

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


def save_psd(path: Path, document: Document, metadata: Metadata, course: Course = UNHEARD) -> None:
    """Write photo and layers in the place of any older file, wholly or not at all. Raises OutputRefused.

    course: hears how far it is, and may raise Cancelled.
    """
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
            _write(fresh, document, metadata, course)
            is_whole = comes_back(fresh, 1 + len(document.layers))
        except (ValueError, MemoryError, AssertionError) as fault:
            raise OutputRefused(
                Line(
                    "{path} cannot be made ({reason}): save a project",
                    path=path,
                    reason=fault or Line("no memory"),
                )
            ) from fault
        if not is_whole:
            raise OutputRefused(
                Line("{path} came back with other layers: nothing was changed; save a project", path=path)
            )

    atomic_write(path, write)


def _write(fresh: Path, document: Document, metadata: Metadata, course: Course) -> None:
    from psd_tools import PSDImage
    from psd_tools.psd.image_resources import ImageResource

    depth = document.photo.dtype.itemsize * 8
    # Of one pixel: psd-tools makes the records, and what is as large as the picture takes the place of its pixels.
    psd = PSDImage.new(MODES[document.channels], (1, 1), depth=depth)  # type: ignore[arg-type]
    psd._record.header.width, psd._record.header.height = document.size.width, document.size.height
    icc = metadata.icc
    if icc is None and depth == 16:  # Krita would take it for linear light
        icc = srgb() if document.channels >= 3 else grey_srgb()
    known = {_RESOLUTION: _resolution(metadata.dpi), _ICC: icc, _EXIF: metadata.exif, _XMP: metadata.xmp}
    for key, content in known.items():
        if content is not None:
            psd.image_resources[key] = ImageResource(key=key, data=content)
    packing = Packing(course, planes_bytes(document))
    _put(psd.create_pixel_layer_from_array(_pixel(document.photo), name="Photo"), document.photo, packing)
    for layer in document.layers:
        _add(psd, layer, packing)
    # The picture that programs without layers show: ours, and not one that psd-tools would have to blend again.
    psd._record.image_data = MergedPicture(document, packing)  # type: ignore[assignment]
    with fresh.open("wb") as file:
        write_planes(file, psd)


def _resolution(dpi: tuple[float, float] | None) -> bytes | None:
    """Photoshop's resource of the resolution; None where nothing is known, or where it would not hold it."""
    if dpi is None or max(dpi) > _MOST_DPI:
        return None
    across, down = (round(dots * 0x10000) for dots in dpi)
    return struct.pack(">LHHLHH", across, _INCHES, _INCHES, down, _INCHES, _INCHES)


def _add(psd: PSDImage, layer: Layer, packing: Packing) -> None:
    from psd_tools.constants import BlendMode

    made = psd.create_pixel_layer_from_array(
        _pixel(layer.pixels),
        top=layer.box.y0,
        left=layer.box.x0,
        opacity=round(255 * layer.opacity),
        blend_mode=getattr(BlendMode, _BLENDS.get(layer.blend, layer.blend.upper().replace("-", "_"))),
    )
    made.name = layer.name[:LONGEST_NAME]
    made.visible = layer.visible
    # Alpha and mask in one, since Photoshop has one mask a layer.
    made.create_mask(Image.new("L", (1, 1)), top=layer.box.y0, left=layer.box.x0)
    _put(made, layer.pixels, packing, layer)


def _pixel(pixels: NDArray[Any]) -> NDArray[Any]:
    return pixels[:1, :1]


def _put(made: PixelLayer, pixels: NDArray[Any], packing: Packing, layer: Layer | None = None) -> None:
    """Give a layer of one pixel its true size, and channels that are made of these pixels when they are written.

    layer: whose coverage the mask is, if it has one.
    """
    (height, width, channels), depth = pixels.shape, pixels.dtype.itemsize * 8
    size, record = Size(width, height), made._record
    record.bottom, record.right = record.top + height, record.left + width
    rows = [channel_rows(pixels, channels - 1) if channels in (2, 4) else opaque_rows(pixels)]
    rows += [channel_rows(pixels, number) for number in range(1 if channels <= 2 else 3)]
    if layer is not None and record.mask_data is not None:
        record.mask_data.bottom, record.mask_data.right = record.bottom, record.right
        rows.append(mask_rows(layer))
    made._channels[:] = [PackedPlane(size, depth, read, packing) for read in rows]
