"""GIMP 3 with its own reader of OpenRaster, for other_programs.py: what it shows of a file and lists of it.

GIMP mixes in linear light what other programs, and Gatebrush, mix as it is stored. Its picture is therefore made twice:
as the file opens, and with all its layers told to mix as others do (in its menu Layer: Blend Space, Composite Space).
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.document import Document
from app.document.layers import Layer

COMMAND = "gimp-console-3.0"
MODES = {
    "normal": "normal",
    "multiply": "multiply",
    "screen": "screen",
    "overlay": "overlay",
    "darken": "darken-only",
    "lighten": "lighten-only",
}

_SCRIPT = """
import json
from gi.repository import Gimp, Gio

def told(layer):
    _, x, y = layer.get_offsets()
    return dict(
        name=layer.get_name(), x=x, y=y, width=layer.get_width(), height=layer.get_height(),
        visible=layer.get_visible(), opacity=layer.get_opacity(), mode=layer.get_mode().value_nick,
        children=[told(child) for child in layer.get_children()] if layer.is_group() else [])

def mix_as_stored(layers):
    for layer in layers:
        layer.set_blend_space(Gimp.LayerColorSpace.RGB_NON_LINEAR)
        layer.set_composite_space(Gimp.LayerColorSpace.RGB_NON_LINEAR)
        if layer.is_group():
            mix_as_stored(layer.get_children())

def save_seen(image, path):
    copy = image.duplicate()
    copy.merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE).resize_to_image_size()
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, copy, Gio.File.new_for_path(path), None)

image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(SOURCE))
with open(STEM + ".json", "w") as file:
    json.dump([told(layer) for layer in image.get_layers()], file)
save_seen(image, STEM + ".png")
mix_as_stored(image.get_layers())
save_seen(image, STEM + "-as-stored.png")
"""


@dataclass(frozen=True, slots=True)
class Gimp:
    """One that can be started. command: its words."""

    command: tuple[str, ...]

    @classmethod
    def found(cls, command: str) -> Gimp | None:
        """None where there is none, or none that reads OpenRaster."""
        words = tuple(shlex.split(command))
        if shutil.which(words[0]) is None:
            return None
        asked = cls(words)._run("print('reads', Gimp.get_pdb().lookup_procedure('file-openraster-load') is not None)")
        return cls(words) if "reads True" in asked.stdout else None

    def show(self, source: Path, stem: Path) -> list[dict[str, Any]]:
        """Write STEM.png and STEM-as-stored.png, and tell of the layers, the top one first."""
        done = self._run(f"SOURCE, STEM = {str(source)!r}, {str(stem)!r}\n{_SCRIPT}")
        if not Path(f"{stem}-as-stored.png").exists():
            raise SystemExit(f"GIMP made nothing of {source}:\n{done.stdout}\n{done.stderr}")
        layers: list[dict[str, Any]] = json.loads(Path(f"{stem}.json").read_text())
        return layers

    def _run(self, script: str) -> subprocess.CompletedProcess[str]:
        words = ["-i", "-d", "-f", "--batch-interpreter", "python-fu-eval", "-b", script, "--quit"]
        return subprocess.run([*self.command, *words], capture_output=True, text=True, timeout=300)


def print_tree(layers: list[dict[str, Any]], depth: int = 1) -> None:
    """To the stream of errors, where it is not in the table's way."""
    for layer in layers:
        seen = "" if layer["visible"] else ", hidden"
        place = f"{layer['width']}×{layer['height']} at {layer['x']}, {layer['y']}"
        told = f"{layer['name']}: {place}, {layer['mode']}, {layer['opacity']:.0f} %{seen}"
        print("  " * depth + told, file=sys.stderr)
        print_tree(layer["children"], depth + 1)


def unlike(document: Document, layers: list[dict[str, Any]]) -> list[str]:
    """The names of layers that GIMP lists otherwise than they are, in their order; the photo lies below all others."""
    *above, photo = layers
    height, width = document.photo.shape[:2]
    wrong = [] if (photo["name"], photo["width"], photo["height"]) == ("Photo", width, height) else ["Photo"]
    if len(above) != len(document.layers):
        return ["how many there are"]
    pairs = zip(document.layers, reversed(above), strict=True)
    return wrong + [layer.name for layer, listed in pairs if not _is_as_listed(layer, listed)]


def _is_as_listed(layer: Layer, listed: dict[str, Any]) -> bool:
    box = layer.box
    names = ("name", "x", "y", "width", "height", "visible", "mode")
    meant = (layer.name, box.x0, box.y0, box.width, box.height, layer.visible, MODES[layer.blend])
    return tuple(listed[name] for name in names) == meant and abs(listed["opacity"] / 100 - layer.opacity) < 1e-3
