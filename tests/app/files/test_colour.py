import io
import struct
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.files.colour import fitting, grey_srgb, space_of, srgb
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo

Make = Callable[..., Any]

PLAIN = "CMYK without a profile became RGB by the plain rule: colours may differ from print"


def profile_of_inks() -> bytes:
    """A CMYK profile of 16 measured patches (ICC.1:2022, lut8Type): black is a dark grey, inks darken the paper."""
    corners = []
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        light = 100 * (1 - 0.85 * black) * (1 - 0.3 * cyan) * (1 - 0.4 * magenta) * (1 - 0.05 * yellow)
        tint = (1 - 0.9 * black) * np.array([-40 * cyan + 60 * magenta, -45 * cyan - 10 * magenta + 70 * yellow])
        corners.append([light * 2.55, *(tint + 128)])
    ramp = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + struct.pack(">9l", *np.eye(3, dtype=int).ravel() * 65536)
    table += ramp * 4 + np.rint(corners).astype(np.uint8).tobytes() + ramp * 3
    back = b"mft1" + bytes(4) + bytes([3, 4, 2, 0]) + table[12:48] + ramp * 3
    back += (bytes([0, 0, 0, 255]) * 4 + bytes(4) * 4) + ramp * 4  # only black ink: says how dark black can be
    text = b"text" + bytes(4) + b"none\0"
    name = b"desc" + bytes(4) + struct.pack(">L", 5) + b"inks\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">3l", *(round(value * 65536) for value in (0.77, 0.8, 0.66)))
    parts = {b"desc": name, b"cprt": text, b"wtpt": white, b"A2B0": table, b"B2A0": back}
    directory, body = struct.pack(">L", len(parts)), b""
    start = 132 + 12 * len(parts)
    for tag, part in parts.items():
        directory += tag + struct.pack(">LL", start + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    header = struct.pack(">L4sL4s4s4s", start + len(body), bytes(4), 0x02400000, b"prtr", b"CMYK", b"Lab ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3l", round(0.9642 * 65536), 65536, round(0.8249 * 65536))
    return header.ljust(128, b"\0") + directory + body


@pytest.fixture(scope="module")
def inks() -> bytes:
    return profile_of_inks()


@pytest.fixture(scope="module")
def picture_of_inks() -> Image.Image:
    rng = np.random.default_rng(0)
    patches = rng.integers(0, 256, (4, 6, 4), dtype=np.uint8)
    patches[0, 0], patches[0, 1] = 0, (0, 0, 0, 255)
    return Image.frombytes("CMYK", (96, 64), np.repeat(np.repeat(patches, 16, 0), 16, 1).tobytes())


def in_srgb(image: Image.Image, icc: bytes) -> Any:
    """What the library makes of it in one call."""
    profiles = (ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"))
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return np.asarray(ImageCms.profileToProfile(image, *profiles, 1, "RGB", flags=flags)).astype(int)


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_becomes_srgb_by_its_profile(
    tmp_path: Path, inks: bytes, picture_of_inks: Image.Image, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    picture_of_inks.save(path, icc_profile=inks, quality=100, subsampling=0)
    opened = open_photo(path)
    wanted = in_srgb(picture_of_inks, inks)
    assert np.abs(opened.pixels - wanted).max() <= (4 if suffix == ".jpg" else 0)
    assert opened.pixels[5, 5].tolist() == pytest.approx([255] * 3, abs=2)  # paper, colorimetric relative to it
    assert opened.pixels[5, 21].max() < 60
    assert opened.metadata == Metadata(icc=srgb())
    assert opened.notes == ("CMYK became sRGB by its profile",)
    save_photo(tmp_path / "b.png", opened.pixels, opened.metadata)
    again = open_photo(tmp_path / "b.png")
    assert (again.metadata, again.notes) == (Metadata(icc=srgb()), ())


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_without_a_profile_follows_the_plain_rule(
    tmp_path: Path, picture_of_inks: Image.Image, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    picture_of_inks.save(path, quality=100, subsampling=0)
    opened = open_photo(path)
    paper = 255 - np.asarray(picture_of_inks).astype(float)
    assert np.abs(opened.pixels - paper[..., :3] * paper[..., 3:] / 255).max() <= (5 if suffix == ".jpg" else 1)
    assert opened.metadata == Metadata()
    assert opened.notes == (PLAIN,)


def test_cmyk_of_a_jpeg_is_inverted_only_where_adobe_wrote_it(tmp_path: Path, picture_of_inks: Image.Image) -> None:
    path = tmp_path / "a.jpg"
    inverted = Image.frombytes("CMYK", picture_of_inks.size, bytes(255 - value for value in picture_of_inks.tobytes()))
    inverted.save(path, quality=100, subsampling=0)
    content = path.read_bytes()
    at = content.index(b"\xff\xeeso"[:2])
    assert content[at + 4 : at + 9] == b"Adobe"
    path.write_bytes(content[:at] + content[at + 16 :])
    paper = 255 - np.asarray(picture_of_inks).astype(float)
    assert np.abs(open_photo(path).pixels - paper[..., :3] * paper[..., 3:] / 255).max() <= 5


@pytest.mark.parametrize("fault", ["of RGB", "cut", "without a table"])
def test_cmyk_with_a_profile_that_does_not_fit(
    tmp_path: Path, icc: bytes, inks: bytes, picture_of_inks: Image.Image, fault: str
) -> None:
    profile = {"of RGB": icc, "cut": inks[:900], "without a table": inks.replace(b"A2B0", b"A2Bx")}[fault]
    picture_of_inks.save(tmp_path / "a.tif", icc_profile=profile)
    opened = open_photo(tmp_path / "a.tif")
    assert opened.pixels.shape == (64, 96, 3)
    assert opened.metadata == Metadata()
    assert opened.notes == (PLAIN.replace("without a profile", "with a profile that does not fit"),)


def test_lab_becomes_srgb(tmp_path: Path, make_tiff: Make) -> None:
    pixels = np.array([[[255, 0, 0], [0, 0, 0], [137, 81, 70]]], np.uint8)  # white, black, the red of sRGB in D50
    (tmp_path / "a.tif").write_bytes(make_tiff(pixels, photometric=8))
    opened = open_photo(tmp_path / "a.tif")
    assert np.abs(opened.pixels - np.array([[[255] * 3, [0] * 3, [255, 0, 0]]])).max() <= 6
    assert opened.metadata == Metadata(icc=srgb())
    assert opened.notes == ("Lab became sRGB",)


def wide(icc: bytes) -> bytes:
    """A profile with a red beyond that of sRGB."""
    at = icc.index(b"rXYZ")
    (start,) = struct.unpack_from(">L", icc, at + 4)
    return icc[: start + 8] + struct.pack(">3l", 40000, 20000, 10) + icc[start + 20 :]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
def test_a_wide_space_is_kept(tmp_path: Path, make_picture: Make, icc: bytes, suffix: str, dtype: Any) -> None:
    pixels = make_picture(16, 24, 3, dtype)
    save_photo(tmp_path / f"a{suffix}", pixels, Metadata(icc=wide(icc)))
    opened = open_photo(tmp_path / f"a{suffix}")
    assert opened.metadata == Metadata(icc=wide(icc))
    assert opened.notes == ()
    if suffix in (".png", ".tif"):
        assert np.array_equal(opened.pixels, pixels)
    save_photo(tmp_path / f"b{suffix}", opened.pixels, opened.metadata)
    assert open_photo(tmp_path / f"b{suffix}").metadata == opened.metadata


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_a_profile_that_does_not_belong_is_left_out_with_a_word(
    tmp_path: Path, icc: bytes, inks: bytes, suffix: str
) -> None:
    lab = icc[:16] + b"Lab " + icc[20:]
    for profile, words in ((inks, "is one for CMYK"), (lab, "is one for Lab"), (icc[:-1], "is damaged")):
        path = tmp_path / f"a{suffix}"
        Image.new("RGB", (8, 8), "red").save(path, icc_profile=profile)
        opened = open_photo(path)
        assert opened.metadata == Metadata()
        assert opened.notes == (f"its colour profile {words} and was left out: colours are taken as sRGB",)


def test_which_profiles_fit(icc: bytes) -> None:
    grey = icc[:16] + b"GRAY" + icc[20:]
    assert fitting(None, coloured=True) == (None, ())
    for profile, coloured, fits in ((icc, True, True), (icc, False, True), (grey, False, True), (grey, True, False)):
        kept, notes = fitting(profile, coloured=coloured)
        assert (kept is not None, notes == ()) == (fits, fits)


def test_a_tag_that_leaves_its_profile_is_damage() -> None:
    profile = srgb()
    for place in (136, 140):  # where the first tag begins, how long it is
        assert space_of(profile[:place] + struct.pack(">L", len(profile)) + profile[place + 4 :]) is None
    assert space_of(profile[:128] + struct.pack(">L", 2**31) + profile[132:]) is None


def test_the_srgb_profile_is_the_same_each_time_and_understood() -> None:
    assert srgb() == srgb()
    assert space_of(srgb()) == "RGB"
    assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(srgb()))).startswith("sRGB")


def test_greys_without_a_profile_are_those_of_srgb() -> None:
    assert grey_srgb() == grey_srgb()
    assert space_of(grey_srgb()) == "GRAY"
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis])
    wanted = ImageCms.createProfile("sRGB")
    greys = ImageCms.profileToProfile(ramp, ImageCms.ImageCmsProfile(io.BytesIO(grey_srgb())), wanted, outputMode="RGB")
    assert greys is not None
    assert np.abs(np.asarray(greys)[0].astype(int) - np.arange(256)[:, np.newaxis]).max() <= 1


@given(data=st.data())
def test_any_bytes_have_a_space_or_none(data: st.DataObject) -> None:
    content = bytearray(srgb())
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    space = space_of(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert space is None or len(space) <= 4
