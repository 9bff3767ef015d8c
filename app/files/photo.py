"""Photos from disk: read with limits, upright, at their full depth."""

import io
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from app.files import exif
from app.files.atomic import reason
from app.files.encode import SUFFIXES, losses, save_photo
from app.files.errors import InputRefused
from app.files.metadata import Metadata, orientation_in_file, read_metadata

__all__ = ["SUFFIXES", "Metadata", "Photo", "losses", "open_photo", "photo_size", "save_photo"]

MOST_PIXELS = 400_000_000
LARGEST_FILE = 2 * 2**30
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")  # JPEG brings MPO with it
READABLE_SUFFIXES = (*SUFFIXES, ".bmp", ".gif")

# Pillow's own limit is a warning at 89 megapixels and a refusal at 179. Sizes are checked here before anything is
# decoded, at the limit that is promised, so the second guard would only refuse photos that are allowed.
Image.MAX_IMAGE_PIXELS = None

Pixels = NDArray[np.uint8] | NDArray[np.uint16]

_MODES = {
    "1": "L", "L": "L", "LA": "LA", "La": "LA", "RGB": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "RGBA": "RGBA",
    "RGBa": "RGBA", "P": "RGB", "PA": "RGBA",
}  # fmt: skip
_BITS, _PHOTOMETRIC, _EXTRA_SAMPLES, _ASSOCIATED_ALPHA = 258, 262, 338, 1


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it was opened.

    pixels: (H, W, C) uint8 or uint16, read-only, upright; C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA straight alpha.
    notes: for people, on what opening changed or left out.  format: "PNG", "JPEG", "WEBP", "TIFF", "BMP" or "GIF".
    """

    pixels: Pixels
    metadata: Metadata
    path: Path
    notes: tuple[str, ...] = ()
    format: str = ""


def open_photo(path: Path, what: str = "photo") -> Photo:
    """Read a picture. `what` names it in the line of a refusal.

    Raises InputRefused: missing, no picture, damaged, over a limit, animated, CMYK.
    """
    try:
        content = _read(path)
        with warnings.catch_warnings():
            # Pillow warns of odd metadata in passing; what matters of it is refused or noted below.
            warnings.simplefilter("ignore")
            return _decode(content, path)
    except InputRefused as fault:
        raise InputRefused(f"{what} {path} {fault}") from fault
    except UnidentifiedImageError as fault:
        raise InputRefused(f"{what} {path} is not a readable picture: give a whole PNG, JPEG, WebP or TIFF") from fault
    except MemoryError as fault:
        raise InputRefused(f"{what} {path} does not fit into memory: close other programs or reduce it") from fault
    except Exception as fault:  # decoders answer damaged bytes with exceptions of any kind
        raise InputRefused(f"{what} {path} is damaged ({reason(fault)}): get a whole copy of it") from fault


def photo_size(path: Path) -> tuple[int, int] | None:
    """Width and height of an upright picture from its first bytes; None where it is not one."""
    try:
        content = _read(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _open(content)
            width, height = _stored_size(image)
            return (height, width) if orientation_in_file(image, content) > 4 else (width, height)
    except Exception:  # noqa: BLE001 - decoders answer damaged bytes with exceptions of any kind
        return None


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputRefused("is a folder: name a picture in it")
        if not stat.S_ISREG(status.st_mode):  # a pipe would wait for ever
            raise InputRefused("is not a file: name a picture")
        if status.st_size == 0:
            raise InputRefused("is empty: get a whole copy of it")
        if status.st_size > LARGEST_FILE:
            raise InputRefused(f"is larger than {LARGEST_FILE >> 30} GiB: reduce it")
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise InputRefused("is missing: check the path") from fault
    except PermissionError as fault:
        raise InputRefused("may not be read: check its permissions") from fault
    except (OSError, ValueError) as fault:
        raise InputRefused(f"cannot be read ({reason(fault)}): check the path") from fault


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=FORMATS)


def _decode(content: bytes, path: Path) -> Photo:
    image = _open(content)
    _check_header(image)
    metadata, orientation, notes = read_metadata(image, content)
    notes = (*_remarks(image), *notes)
    if image.format == "TIFF":
        # Pillow turns some TIFFs while it loads them and OpenCV others; once unmarked, both leave it to us.
        content = exif.with_upright_orientation(content)
        image = _open(content)
    depth, photometric = _depth(image, content)
    stored: Pixels = _decode_16_bit(image, content, photometric) if depth == 16 else _decode_8_bit(image)
    pixels = np.ascontiguousarray(upright(stored, orientation))
    pixels.setflags(write=False)
    return Photo(pixels, metadata, path, notes, "JPEG" if image.format == "MPO" else str(image.format))


def _check_header(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        limit = MOST_PIXELS // 1_000_000
        raise InputRefused(f"is {width}×{height}, over the limit of {limit} megapixels: reduce it")
    if image.format not in ("MPO", "TIFF") and getattr(image, "is_animated", False):
        raise InputRefused("is animated: save one frame of it as a picture")
    if image.mode == "CMYK":
        raise InputRefused("is CMYK: convert it to RGB")
    if image.mode not in _MODES and not image.mode.startswith("I;16"):
        raise InputRefused(f"has pixels of kind {image.mode}: save it with 8 or 16 bits a channel")


def _remarks(image: Image.Image) -> list[str]:
    notes = []
    if image.mode in ("P", "PA"):
        notes.append("palette picture opened as " + ("RGBA" if _has_alpha(image) else "RGB"))
    if image.mode == "1":
        notes.append("black and white picture opened as grey")
    if image.format == "MPO" or (image.format == "TIFF" and getattr(image, "is_animated", False)):
        notes.append("only the first of its pictures was opened")
    return notes


def _depth(image: Image.Image, content: bytes) -> tuple[int, int]:
    """Bits a channel and, of a TIFF, its photometric interpretation."""
    if image.format == "PNG":
        return content[24], 1
    tags: Any = getattr(image, "tag_v2", None)
    if image.format != "TIFF" or tags is None:
        return 8, 1
    bits = set(tags.get(_BITS, (1,)))
    if max(bits) > 8 and bits != {16}:
        raise InputRefused(f"has {max(bits)} bits a channel: save it with 8 or 16")
    return max(bits), int(tags.get(_PHOTOMETRIC, 1))


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("LA", "La", "RGBA", "RGBa", "PA") or "transparency" in image.info


def _decode_8_bit(image: Image.Image) -> NDArray[np.uint8]:
    mode = _MODES[image.mode]
    if image.mode == "1":
        image = image.convert("L")
    if _has_alpha(image) and mode in ("L", "RGB"):
        mode = {"L": "LA", "RGB": "RGBA"}[mode]
    pixels = np.asarray(image if image.mode == mode else image.convert(mode))
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _decode_16_bit(image: Image.Image, content: bytes, photometric: int) -> NDArray[np.uint16]:
    """All 16 bits by OpenCV, checked against the upper 8 that Pillow gives.

    Pillow cannot hold 16-bit colour. OpenCV can, but misreads some TIFFs without a word.
    """
    import cv2  # 0.3 s: only where a picture needs it

    image.load()  # finds cut files, of which OpenCV would print on its own
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.dtype != np.uint16:
        raise InputRefused("has 16-bit pixels in an unusual layout: save it as PNG or as a plain TIFF")
    pixels: NDArray[np.uint16] = decoded.reshape(*decoded.shape[:2], -1)  # type: ignore[assignment]
    if pixels.shape[2] >= 3:
        pixels = pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    if image.format == "PNG" and content[25] == 4:  # grey with alpha comes with three equal colours
        pixels = pixels[..., [0, 3]]
    if image.mode == "RGB" and image.format == "TIFF":  # a fourth channel that is no alpha
        pixels = pixels[..., :3]
    _check_upper_bits(image, pixels)
    if image.format == "PNG" and content[25] == 0 and isinstance(clear := image.info.get("transparency"), int):
        alpha = np.where(pixels == clear, 0, 65535).astype(np.uint16)
        pixels = np.concatenate([pixels, alpha], axis=2)
    if photometric == 0:
        pixels = 65535 - pixels
    if _is_multiplied_by_alpha(image):
        pixels = _straight(pixels)
    return pixels


def _check_upper_bits(image: Image.Image, pixels: NDArray[np.uint16]) -> None:
    seen = np.asarray(image)
    if seen.ndim == 2:
        same = np.array_equal(seen, pixels[..., 0])
    elif pixels.shape[2] == 2:
        same = np.array_equal(seen[..., [0, 3]], pixels >> 8)
    elif _is_multiplied_by_alpha(image):  # Pillow has divided by alpha already
        same = np.array_equal(seen[..., 3], pixels[..., 3] >> 8)
    else:
        same = np.array_equal(seen[..., :3], pixels[..., :3] >> 8)
    if not same:
        raise InputRefused("has 16-bit pixels in an unusual layout: save it as PNG or as a plain TIFF")


def _is_multiplied_by_alpha(image: Image.Image) -> bool:
    tags: Any = getattr(image, "tag_v2", {})
    return image.mode == "RGBA" and tuple(tags.get(_EXTRA_SAMPLES, ())) == (_ASSOCIATED_ALPHA,)


def _straight(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Colours that were multiplied by alpha, divided by it again: (H, W, 4) uint16."""
    alpha = pixels[..., 3:].astype(np.uint32)
    colour = (pixels[..., :3].astype(np.uint32) * 65535 + alpha // 2) // np.maximum(alpha, 1)
    return np.concatenate([np.minimum(colour, 65535).astype(np.uint16), pixels[..., 3:]], axis=2)


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The picture as it is meant to be seen: (H, W, C) and an EXIF orientation 1 to 8 -> (H, W, C) or (W, H, C)."""
    if orientation > 4:
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _stored_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as the file stores them; Pillow has swapped those of a TIFF already."""
    tags: Any = getattr(image, "tag_v2", None)
    return image.size if image.format != "TIFF" or tags is None else (int(tags[256]), int(tags[257]))
