"""Small pictures of any shape, all in frames of one size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap


def in_frame(picture: QPixmap, size: tuple[int, int], gap: int, ratio: float, before: int = 0) -> QPixmap:
    """In the middle of a clear frame, so that names stand in one column whatever the picture's shape is.

    size: (width, height) of the frame.  gap, before: behind the frame, where the name follows, and before it, parts of
    what comes back. All in logical pixels.  ratio: device pixels a logical one.
    """
    width, height = round(size[0] * ratio), round(size[1] * ratio)
    left = round(before * ratio)
    frame = QPixmap(left + width + round(gap * ratio), height)
    frame.fill(Qt.GlobalColor.transparent)
    if not picture.isNull():
        small = picture.scaled(
            width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(frame)
        painter.drawPixmap(left + (width - small.width()) // 2, (height - small.height()) // 2, small)
        painter.end()
    frame.setDevicePixelRatio(ratio)
    return frame
