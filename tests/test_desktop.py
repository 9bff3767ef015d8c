"""The files by which a desktop knows the program. `desktop-file-validate` and `appstreamcli validate` accept both."""

import configparser
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import app
from app.editor.start import DESKTOP_ID
from app.files.photo import FORMATS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources/desktop"


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(FOLDER / f"{DESKTOP_ID}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_desktop_starts_what_is_installed() -> None:
    installed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["gui-scripts"]
    assert entry()["exec"].split()[0] in installed


def test_the_desktop_hands_over_what_can_be_opened() -> None:
    offered = {kind.removeprefix("image/") for kind in entry()["mimetype"].split(";") if kind}
    assert {"png", "jpeg", "webp", "tiff"} <= offered
    assert offered - {"openraster"} <= {name.casefold() for name in FORMATS}


def test_the_software_centre_names_the_same_program() -> None:
    component = ElementTree.parse(FOLDER / f"{DESKTOP_ID}.metainfo.xml").getroot()
    assert component.findtext("id") == DESKTOP_ID
    assert component.findtext("launchable") == f"{DESKTOP_ID}.desktop"
    assert component.find("releases/release").get("version") == app.__version__
    assert component.findtext("provides/binary") == entry()["exec"].split()[0]
