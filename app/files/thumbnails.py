"""Small pictures of files, kept where the desktop keeps them.

On Linux they follow the thumbnail standard of freedesktop.org: what the file manager has made is used, and what is
made here serves the file manager. A thumbnail counts only for the very file, at the time of change, that it names.
"""

from __future__ import annotations

import hashlib
import io
import platform
from contextlib import suppress
from pathlib import Path

import platformdirs
from PIL import Image, ImageOps, PngImagePlugin

from app.files.photo import FORMATS, MOST_PIXELS
from app.files.project import is_project
from app.files.project.container import Container
from app.files.project.pictures import in_srgb, png_size
from app.files.project.writing import THUMBNAIL

SIDE = 256
LARGEST_PART = 4 * 2**20
MOST_UNREDUCED = 60_000_000
"""Pixels of a picture that cannot be decoded at a reduced size: more would take a second for a picture this small."""


def cache_folder() -> Path:
    """Where thumbnails of 256 pixels are."""
    follows_the_standard = platform.system() == "Linux"
    own = platformdirs.user_cache_path("gatebrush", appauthor=False) / "thumbnails"
    return platformdirs.user_cache_path() / "thumbnails" / "large" if follows_the_standard else own


def thumbnail_of(path: Path, folder: Path | None = None) -> bytes | None:
    """A PNG of at most 256 pixels a side, None where there is nothing to show. folder: other than the desktop's."""
    folder = cache_folder() if folder is None else folder
    try:
        address, changed = path.absolute().as_uri(), int(path.stat().st_mtime)
        kept = folder / f"{hashlib.md5(address.encode(), usedforsecurity=False).hexdigest()}.png"
        found = _kept(kept, address, changed)
        if found is not None:
            return found
        image = _project_picture(path) if is_project(path) else _picture(path)
    except Exception:  # noqa: BLE001 - decoders answer damaged bytes with exceptions of any kind
        return None
    if image is None:
        return None
    content = _encoded(image, address, changed)
    with suppress(OSError):  # a cache that cannot be written costs only time
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.stem}-gatebrush.tmp")
        fresh.write_bytes(content)
        fresh.chmod(0o600)
        fresh.replace(kept)
    return content


def _kept(kept: Path, address: str, changed: int) -> bytes | None:
    with suppress(OSError, ValueError, SyntaxError):
        if kept.stat().st_size <= LARGEST_PART:
            content = kept.read_bytes()
            with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
                said = (image.info.get("Thumb::URI"), image.info.get("Thumb::MTime"))
                if said == (address, str(changed)) and max(image.size) <= SIDE:
                    return content
    return None


def _project_picture(path: Path) -> Image.Image | None:
    with Container(path) as container:
        content = container.read(THUMBNAIL, LARGEST_PART)
    size = png_size(content)
    if size is None or max(size[:2]) > 4 * SIDE:
        return None
    image = Image.open(io.BytesIO(content), formats=("PNG",))
    image.thumbnail((SIDE, SIDE))
    return image


def _picture(path: Path) -> Image.Image | None:
    with Image.open(path, formats=FORMATS) as opened:
        image: Image.Image = opened
        if image.width * image.height > MOST_PIXELS:
            return None
        image.draft(None, (2 * SIDE, 2 * SIDE))  # a JPEG decodes itself small
        if image.width * image.height > MOST_UNREDUCED:
            return None
        icc = image.info.get("icc_profile")
        if image.mode.startswith("I;16"):
            return None
        if image.mode not in ("RGB", "RGBA", "L", "LA"):
            image = image.convert("RGBA" if "transparency" in image.info or image.mode in ("PA", "La") else "RGB")
        if min(image.size) > 8 * SIDE:
            image = image.reduce(min(image.size) // (4 * SIDE))
        image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        return in_srgb(ImageOps.exif_transpose(image), icc if isinstance(icc, bytes) else None)


def _encoded(image: Image.Image, address: str, changed: int) -> bytes:
    said = PngImagePlugin.PngInfo()
    for name, value in (("Thumb::URI", address), ("Thumb::MTime", str(changed)), ("Software", "Gatebrush")):
        said.add_text(name, value)
    content = io.BytesIO()
    image.save(content, "PNG", pnginfo=said)
    return content.getvalue()
