"""The pages against the code: what they link to, name, list and tell a reader to type is there."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "weights" / "MODEL_CARD.md", *sorted((ROOT / "docs").glob("*.md"))]

FENCED = re.compile(r"```.*?```", re.DOTALL)
PLACE = re.compile(r"(?:app|model|tests|docs|weights|resources|\.ci)/[\w./*-]*\w/?")
NAME = re.compile(r"[A-Za-z]\w*(?:_\w+|[a-z][A-Z]\w*)")  # of code: an English word has neither
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
NOT_OURS = {"TORCHINDUCTOR_CACHE_DIR", "sched_autogroup"}
INTO = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"  # between a menu and its item
ITEM = re.compile(rf"(?<![*\w])\*([^*\n]+{INTO}[^*\n]+)\*(?!\*)")
MENUS_NOT_OURS = {f"Composite Space {INTO} RGB (perceptual)", f"Layer {INTO} Blend Space"}  # GIMP's


@functools.cache
def words() -> frozenset[str]:
    """All names in the program."""
    sources = [ROOT / "main.py", *(ROOT / "app").rglob("*.py"), *(ROOT / "model").rglob("*.py")]
    return frozenset(re.findall(r"\w+", "\n".join(path.read_text(encoding="utf-8") for path in sources)))


@functools.cache
def headings(page: Path) -> frozenset[str]:
    """What a link to a part of the page may say behind its #."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found)


@functools.cache
def options(command: str) -> frozenset[str]:
    """Those that a command takes. command: a module, or main.py."""
    if command == "main.py":
        places = [ROOT / "main.py", *(ROOT / "app").rglob("*.py")]
    else:
        module = ROOT.joinpath(*command.split("."))
        places = [module / "__main__.py" if module.is_dir() else module.with_suffix(".py")]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in places)
    return frozenset({"--help", *re.findall(r'"(--[a-z][\w-]*)"', sources)})


@functools.cache
def said() -> frozenset[str]:
    """What the window says, without the marks of keys and of questions: tests of the catalogue see that it has all."""
    catalogue = (ROOT / "resources" / "translations" / "ko.po").read_text(encoding="utf-8")
    return frozenset(words.replace("&", "").rstrip("…") for words in re.findall(r'^msgid "(.+)"$', catalogue, re.M))


def faults(page: Path, text: str) -> Iterator[str]:
    """One line for everything that a page gets wrong."""
    prose = FENCED.sub("", text)
    for link in re.findall(r"\]\(([^)\s:]+)\)", prose):
        name, _, part = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists():
            yield f"links to {link}"
        elif part and part not in headings(target):
            yield f"{link}: no such heading"
    spans = re.findall(r"`([^`\n]+)`", prose)
    for span in spans:
        is_place = PLACE.fullmatch(span) and "LANGUAGE" not in span  # which stands for one
        if (is_place and not any(ROOT.glob(span))) or (NAME.fullmatch(span) and span not in words() | NOT_OURS):
            yield f"names {span}"
    for item in ITEM.findall(prose):
        if item not in MENUS_NOT_OURS and not {part.strip().rstrip("…") for part in item.split(INTO)} <= said():
            yield f"no menu has {item}"
    fenced = "\n".join(FENCED.findall(text)).replace("\\\n", " ")
    for line in [*fenced.splitlines(), *spans]:
        yield from command_faults(line)


def command_faults(line: str) -> Iterator[str]:
    """What is wrong with a line that somebody may type."""
    for module, rest in re.findall(r"-m (?:-- )?((?:model|tests)[\w.]*)(.*)", line):
        place = ROOT.joinpath(*module.split("."))
        if not (place.with_suffix(".py").exists() or (place / "__main__.py").exists()):
            yield f"runs {module}"
        else:
            yield from (f"{module} has no {one}" for one in set(OPTION.findall(rest)) - options(module))
    if " -m " not in line and (found := re.search(r"\b(?:main\.py|bin/gatebrush)\b(.*)", line)):
        yield from (f"main.py has no {one}" for one in set(OPTION.findall(found[1])) - options("main.py"))


def first_cells(page: str, heading: str) -> set[str]:
    """The names in the first column of the table below a heading."""
    text = (ROOT / page).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([^`]+)`", "\n".join(rows)))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_says_what_is_there(page: Path) -> None:
    assert list(faults(page, page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[there](nowhere.md)", "links to nowhere.md"),
        ("[there](training.md#how-to-fly)", "training.md#how-to-fly: no such heading"),
        ("`model/inference/magic.py`", "names model/inference/magic.py"),
        ("`tests/model/test_magic*.py`", "names tests/model/test_magic*.py"),
        ("`magic_number`", "names magic_number"),
        ("`MagicBrush`", "names MagicBrush"),
        (f"*Layer {INTO} Do Magic…*", f"no menu has Layer {INTO} Do Magic…"),
        ("```\npython -m model.magic\n```", "runs model.magic"),
        ("```\npython -m model.training --photos P \\\n    --magic\n```", "model.training has no --magic"),
        ("`torchrun -m -- model.training --magic`", "model.training has no --magic"),
        ("`main.py fill P --magic`", "main.py has no --magic"),
    ],
)
def test_a_wrong_page_is_seen(text: str, fault: str) -> None:
    assert list(faults(ROOT / "docs" / "page.md", text)) == [fault]


def test_every_module_of_the_training_has_its_place() -> None:
    modules = {path.stem for path in (ROOT / "model" / "training").glob("*.py")} - {"__init__"}
    assert first_cells("docs/training.md", "Where it stands") == modules


def test_every_named_run_is_in_the_table() -> None:
    from model.training.runs import RUNS

    named = first_cells("docs/training.md", "Settings")
    assert {name for name in RUNS if not name.startswith("compare-")} == named - {"compare-…"}


def test_every_room_of_the_editor_is_named() -> None:
    editor = ROOT / "app" / "editor"
    rooms = {path.name for path in editor.iterdir() if (path / "__init__.py").exists()}
    assert first_cells("docs/architecture.md", "The rooms of the editor") == rooms
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [path.name for path in editor.glob("*.py") if path.stem != "__init__" and f"`{path.name}`" not in page] == []


def test_every_room_and_module_of_the_inference_is_named() -> None:
    inference = ROOT / "model" / "inference"
    rooms = {path.name for path in inference.iterdir() if (path / "__init__.py").exists()}
    assert first_cells("docs/architecture.md", "The rooms of the inference") == rooms
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+\.py)`", page.split("\n## The rooms of the inference\n")[1].split("\n## ")[0])
    assert {path.name for path in inference.glob("*.py")} - {"__init__.py", *named} == set()


def run_python_of(page: Path) -> dict[str, Any]:
    """The names that the page's lines of Python leave behind."""
    (lines,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(lines, page.name, "exec"), names)
    return names


def test_the_lines_of_python_about_the_network_show_its_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.chdir(ROOT)
    names = run_python_of(ROOT / "docs" / "inside.md")
    gates, hole = names["gates"][0].numpy(), names["hole"]
    assert names["refined"].shape == names["coarse"].shape == (1, 3, 216, 384)
    assert gates.shape == (24, 216, 384)
    assert (gates[:, hole].mean(axis=1) - gates[:, ~hole].mean(axis=1)).max() > 0.3


def test_the_lines_of_python_in_the_readme_fill_a_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.chdir(ROOT)
    names = run_python_of(PAGES[0])
    photo, hole, (x0, y0, x1, y1) = names["photo"], names["hole"], names["best"].box
    before = np.array(Image.open(ROOT / "resources" / "samples" / "dune.jpg"))
    assert (photo[hole] != before[hole]).any()
    assert np.array_equal(photo[~hole], before[~hole])
    assert hole[y0:y1, x0:x1].sum() == hole.sum()
    names["inpainter"].close()
