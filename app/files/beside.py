"""Pictures that belong to a photo: masks, sketches, painted colours."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from app.files.errors import InputRefused
from app.files.line import Line
from app.files.photo import open_photo


def open_beside(path: Path, size: tuple[int, int], what: str) -> NDArray[Any]:
    """The pixels of a picture for a photo of `size` (width, height), as of `open_photo`: (H, W, C).

    `what` names the file in the line of a refusal. Raises InputRefused, also for another size.
    """
    pixels = open_photo(path, what).pixels
    height, width = pixels.shape[:2]
    if (width, height) != size:
        raise InputRefused(
            Line(
                "{what} {path} is {width}×{height}, photo is {wanted_width}×{wanted_height}: "
                "save the {what} at the photo's size",
                what=what,
                path=path,
                width=width,
                height=height,
                wanted_width=size[0],
                wanted_height=size[1],
            )
        )
    return pixels
