"""What the editor remembers from one day to the next, in one JSON file."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from app.files.atomic import atomic_write
from app.files.errors import reason
from app.files.line import Line

MOST_RECENT = 12
_DIGITS = 10  # of a side in pixels: fewer than these


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; RANGES says how far numbers go."""

    brush_radius: float = 24.0
    """Pixels of the photo."""
    brush_sizes: Mapping[str, float] = field(default_factory=dict)
    """{shorter side of a photo: the radius that was chosen there}: of the one above, and of those for small photos."""
    smart_radius: float = 12.0
    """Of the scribbles of smart select, in pixels of the photo."""
    smart_sizes: Mapping[str, float] = field(default_factory=dict)
    """As those of the brush."""
    restore_hardness: float = 0.7
    """Of the restore brush: the share of its radius within which it covers wholly."""
    pen_width: int = 3
    """Of guide strokes, in pixels of the photo. The network was taught with thin ones, and sees all of them so."""
    guidance: int = 100
    """Percent of what the network makes of guide strokes: 0 leaves them out, 150 makes them half as clear again."""
    grow: int = 4
    """Pixels by which a fill widens the hole."""
    feather: int = 4
    """Pixels over which a fill fades out."""
    quality: str = "balanced"
    """fast, balanced or best."""
    sample: str = "all"
    """What a fill looks at: all visible layers, or the chosen layer on the photo."""
    detail: str = "auto"
    """off, auto or on."""
    variants: int = 1
    """Candidates of one fill."""
    recent: tuple[str, ...] = ()
    """Files opened last, newest first, at most 12."""
    geometry: str = ""
    """The window's place as base64, only understood by the window."""
    overlay_colour: str = "#ff3b5c"
    """Of the hole on the canvas, as #rrggbb."""
    overlay_opacity: float = 0.45
    """Of the hole on the canvas."""
    sketch_colour: str = "#29c5d6"
    """Of the guide strokes on the canvas, as #rrggbb."""
    paint_colour: str = "#7f7f7f"
    """Of the colour brush, as #rrggbb on the screen."""
    paint_used: tuple[str, ...] = ()
    """Colours painted with last, newest first, as #rrggbb."""
    overlay_pattern: str = "plain"
    """Of the hole on the canvas: plain, hatch or outline."""
    overlay_adapts: bool = True
    """Whether the hole gets another colour where the photo has its own."""
    mask_pixels: int = 8
    """By which the hole was last grown, shrunk or smoothed."""
    pen_pressure: bool = True
    """Whether a pen's pressure changes the size of the brush."""
    smoothing: int = 0
    """Pixels of the screen by which a brush stays behind the pointer, so that strokes are steadier."""
    fill_after_stroke: bool = False
    """Whether a fill begins by itself when a stroke of the mask ends."""
    wand_tolerance: int = 32
    """How far each channel may be off the colour that was clicked, of 255."""
    wand_contiguous: bool = True
    """Whether the wand selects only what hangs together with the pixel that was clicked."""
    move_snaps: bool = True
    """Whether a layer that is moved or scaled snaps to the photo and to the other layers."""
    language: str = ""
    """Of the window, as «ko»; empty: the system's. One that there is no catalogue for is English."""
    open_in: str = "auto"
    """The window for another photo: auto is this one where nothing was done in it, else a new one; this; new."""
    colour_scheme: str = "system"
    """system, light or dark."""
    export_format: str = "JPEG"
    """Of the last exported copy, by its name there."""
    export_quality: int = 90
    """1 to 100, of lossy formats."""
    export_lossless: bool = True
    """Of WebP."""
    export_metadata: bool = True
    """Whether EXIF and XMP go along."""
    export_profile: bool = True
    """Whether the colour profile goes along."""
    export_mark: bool = False
    """Whether a copy says that it was edited."""
    history_mb: int = 512
    """MiB that the steps of the history may hold."""
    candidates_mb: int = 256
    """MiB that the candidates not chosen may hold, of all fills of a photo together."""
    live_preview: bool = False
    """Whether a quick fill is shown after each pause in drawing."""
    context_boxes: bool = False
    """Whether the canvas shows what a fill would look at."""
    pixel_grid: bool = True
    """Lines between the photo's pixels at large zoom."""
    first_steps: bool = False
    """Whether a strip says how a fill is made. On at the first start, until all was done once or it is put away."""
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    """{action: its keys as «Ctrl+Z; Alt+Backspace»}, of those that have others than their own."""


# From and to, both included: what the file may hold is what the window can show and set.
RANGES: Mapping[str, tuple[float, float]] = {
    "brush_radius": (0.5, 500),
    "smart_radius": (0.5, 500),
    "restore_hardness": (0, 1),
    "pen_width": (1, 24),
    "guidance": (0, 150),
    "grow": (0, 64),
    "feather": (0, 64),
    "variants": (1, 12),
    "overlay_opacity": (0, 1),
    "mask_pixels": (1, 500),
    "smoothing": (0, 100),
    "wand_tolerance": (0, 255),
    "export_quality": (1, 100),
    "history_mb": (64, 65536),
    "candidates_mb": (16, 65536),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "quality": ("fast", "balanced", "best"),
    "sample": ("all", "layer"),
    "detail": ("off", "auto", "on"),
    "overlay_pattern": ("plain", "hatch", "outline"),
    "open_in": ("auto", "this", "new"),
    "colour_scheme": ("system", "light", "dark"),
    "export_format": ("PNG", "JPEG", "WebP", "AVIF", "TIFF", "PSD"),
}


_KINDS: Mapping[type, str] = {
    str: Line("is no text"),
    bool: Line("is no true or false"),
    int: Line("is no number"),
    float: Line("is no number"),
}


def load_settings(path: Path) -> tuple[Settings, list[str]]:
    """Read settings; what is missing or senseless gets its default. Problems are lines for people."""
    try:
        stored = _read(path)
    except FileNotFoundError:
        return Settings(), []
    except (OSError, ValueError) as fault:
        return Settings(), [
            Line("Settings {path} cannot be read ({reason}): defaults are used", path=path, reason=reason(fault))
        ]
    problems: list[str] = []
    sound: dict[str, Any] = {}
    for one in fields(Settings):
        if one.name not in stored:
            continue
        try:
            sound[one.name] = _checked(one.name, stored[one.name])
        except ValueError as fault:
            problems.append(
                Line("Settings {path}: {name} {fault}: the default is used", path=path, name=one.name, fault=fault)
            )
    return replace(Settings(), **sound), problems


def sound_settings(stored: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The settings of these names that are there and make sense; for what comes from other files than our own."""
    sound = {}
    for name in names:
        with suppress(ValueError):
            if name in stored:
                sound[name] = _checked(name, stored[name])
    return sound


def save_settings(path: Path, settings: Settings, since: Settings | None = None) -> None:
    """Write settings atomically. Keys that only another version knows are kept. Raises OutputRefused.

    since: as they were read. What is so still is left as the file has it by now: another Gatebrush may have changed it
    meanwhile.
    """
    try:
        stored = _read(path)
    except (OSError, ValueError):
        stored = {}
    known = asdict(settings)
    if since is not None and stored:
        present, before = asdict(load_settings(path)[0]), asdict(since)
        known = {name: present[name] if value == before[name] else value for name, value in known.items()}
    text = json.dumps(stored | known, indent=2) + "\n"
    with suppress(OSError):  # atomic_write says it if the folder is still missing
        path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, lambda fresh: _write(fresh, text))


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault
    if not isinstance(stored, dict):
        raise ValueError("no JSON object")
    return stored


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _checked(name: str, value: Any) -> Any:
    """The value in the type of its field, or ValueError with the words that follow the field's name."""
    default = getattr(Settings(), name)
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(Line("is no list of texts"))
        if name == "paint_used":
            return tuple(colour for colour in value if _is_colour(colour))[:MOST_RECENT]
        return tuple(value[:MOST_RECENT])
    if name in ("brush_sizes", "smart_sizes"):
        return _sizes(value)
    if isinstance(default, dict):
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise ValueError(Line("is no object of texts"))
        return value
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        raise ValueError(_KINDS[type(default)])
    if name in RANGES and not RANGES[name][0] <= value <= RANGES[name][1]:
        low, high = (f"{end:g}" for end in RANGES[name])
        raise ValueError(Line("is {value}, not {low} to {high}", value=value, low=low, high=high))
    if name in CHOICES and value not in CHOICES[name]:
        raise ValueError(Line("is {value}, not one of {choices}", value=repr(value), choices=", ".join(CHOICES[name])))
    if name in ("overlay_colour", "sketch_colour", "paint_colour") and not _is_colour(value):
        raise ValueError(Line("is {value}, not #rrggbb", value=repr(value)))
    return value


def _sizes(value: Any) -> dict[str, float]:
    """Those that make sense: others are of no use, and a size is soon chosen again."""
    if not isinstance(value, dict):
        raise ValueError(Line("is no object of numbers"))
    low, high = RANGES["brush_radius"]
    return {
        side: float(radius)
        for side, radius in value.items()
        if side.isascii()
        and side.isdigit()
        and len(side) < _DIGITS
        and isinstance(radius, int | float)
        and not isinstance(radius, bool)
        and low <= radius <= high
    }


def _is_colour(value: str) -> bool:
    digits = value.removeprefix("#")
    return len(value) == 7 and len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
