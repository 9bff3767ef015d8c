"""What a newcomer copies and gets: the README's commands, the extras, the pinned versions, the samples."""

import re
import shlex
import tomllib
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from PIL import Image

import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
SAMPLES = ROOT / "resources" / "samples"
PHOTOS = sorted(SAMPLES.glob("*.jpg"))

INSTALLS = [line for line in README.splitlines() if line.startswith("python3 -m venv")]


def extras_of(command: str) -> set[str]:
    """The extras that an install command names."""
    return {extra for found in re.findall(r"'\.\[([a-z,]+)\]'", command) for extra in found.split(",")}


def pins() -> dict[str, Version]:
    """The pinned version of each package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in found}


def test_the_readme_has_one_command_to_run_and_one_to_test() -> None:
    run, test = INSTALLS
    assert extras_of(run) == {"cpu"}
    assert extras_of(test) == {"cpu", "train", "test"}
    assert "main.py resources/samples/" in run
    assert test.endswith("-m pytest -n 2")


@pytest.mark.parametrize("command", INSTALLS)
def test_an_install_command_takes_the_tested_versions(command: str) -> None:
    words = shlex.split(command)
    assert words[words.index("-c") + 1] == "constraints.txt"
    assert extras_of(command) <= set(EXTRAS)


def test_the_install_commands_are_named_whenever_extras_are() -> None:
    named = {extra for found in re.findall(r"\.\[([a-z,]+)\]", README) for extra in found.split(",")}
    assert named <= set(EXTRAS)


def test_files_that_the_readme_names_exist() -> None:
    linked = set(re.findall(r"\]\(([^):]+)\)", README))
    typed = set(re.findall(r"(?<!/)(?:resources|docs|\.ci)/[\w./-]*\w|constraints\.txt|main\.py", README))
    assert linked
    assert typed
    assert [name for name in sorted(linked | typed) if not (ROOT / name.partition("#")[0]).exists()] == []


def test_each_direct_dependency_is_pinned_within_its_range() -> None:
    found = pins()
    pinned = [*PROJECT["dependencies"], *(line for extra in ("cpu", "train", "test", "dev") for line in EXTRAS[extra])]
    for line in pinned:
        requirement = Requirement(line)
        if requirement.name != PROJECT["name"]:
            assert found[canonicalize_name(requirement.name)] in requirement.specifier, line


def test_the_run_command_needs_no_torch() -> None:
    needed = {Requirement(line).name for line in [*PROJECT["dependencies"], *EXTRAS["cpu"]]}
    assert not needed & {"torch", "onnx", "onnxscript"}


def test_the_two_builds_of_onnxruntime_are_in_no_set_together() -> None:
    for name, lines in EXTRAS.items():
        runtimes = {Requirement(line).name for line in lines} & {"onnxruntime", "onnxruntime-gpu"}
        assert len(runtimes) <= 1, name
    assert not any("onnxruntime" in line for line in PROJECT["dependencies"])


def test_the_version_stands_in_one_place() -> None:
    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", app.__version__)
    sources = [ROOT / "main.py", *(ROOT / "app").rglob("*.py"), *(ROOT / "model").rglob("*.py")]
    places = [path for path in sources if re.search(r"^__version__ *=", path.read_text(encoding="utf-8"), re.MULTILINE)]
    assert places == [ROOT / "app" / "__init__.py"]
    assert f"## {app.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_frozen_folder_has_what_is_found_beside_the_packages() -> None:
    spec = (ROOT / "resources" / "desktop" / "gatebrush.spec").read_text(encoding="utf-8")
    folders = {path.name for path in (ROOT / "resources").iterdir() if path.is_dir()} - {"desktop"}
    assert {"icons", "samples", "translations"} <= folders
    for folder in folders:
        assert f'(str(ROOT / "resources" / "{folder}"), "resources/{folder}")' in spec


def test_there_are_enough_samples_and_they_are_small() -> None:
    assert len(PHOTOS) >= 6
    assert len(list(SAMPLES.glob("*_sketch.png"))) >= 2
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) <= 6_000_000


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda path: path.stem)
def test_a_sample_is_credited(photo: Path) -> None:
    rows = [line for line in (SAMPLES / "CREDITS.md").read_text(encoding="utf-8").splitlines() if photo.name in line]
    row = next(line for line in rows if line.startswith(f"| {photo.name} |"))
    assert all(cell.strip() for cell in row.strip("|").split("|"))
    assert re.search(r"CC0|public domain|CC BY", row)


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda path: path.stem)
def test_a_sample_has_a_mask_of_its_size(photo: Path) -> None:
    with Image.open(photo) as opened:
        size = opened.size
    assert max(size) <= 1600
    with Image.open(SAMPLES / f"{photo.stem}_mask.png") as opened:
        assert opened.size == size
        hole = np.asarray(opened.convert("L")) >= 128
    assert 0 < hole.mean() < 0.2
    sketch_file = SAMPLES / f"{photo.stem}_sketch.png"
    if sketch_file.exists():
        with Image.open(sketch_file) as opened:
            assert opened.size == size
            sketch = np.asarray(opened.convert("L")) >= 128
        assert sketch.any()
        assert not (sketch & ~hole).any(), "a stroke outside the hole does nothing"
