"""What the modes are called in which a layer joins those below."""

from collections.abc import Mapping

from app.language import mark

BLEND_NAMES: Mapping[str, str] = {
    "normal": mark("Normal"),
    "multiply": mark("Multiply"),
    "screen": mark("Screen"),
    "overlay": mark("Overlay"),
    "darken": mark("Darken"),
    "lighten": mark("Lighten"),
}
