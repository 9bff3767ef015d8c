"""Who may import whom: the contracts of pyproject.toml hold, and each of them is able to break."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

# contract -> the module in which a fault is planted, and the fault
PLANTED = {
    "layers of the editor": ("app/document/__init__.py", "import app.files.errors"),
    "rooms of the document": ("app/document/planes/__init__.py", "import app.document.layers.layer"),
    "layers of the model": ("model/inference/__init__.py", "import model.training.schedule"),
    "Qt stays in the editor and the worker": ("app/document/__init__.py", "import PySide6.QtCore"),
    "torch stays on the training side": ("app/document/__init__.py", "def late():\n    import torch"),
    "the model knows nothing of the editor": ("model/network/__init__.py", "import app.document.geometry"),
    "document and files know nothing of the model": (
        "app/files/__init__.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import model.inference.errors",
    ),
    "the editor reaches the model through the worker alone": (
        "app/editor/__init__.py",
        "import model.inference.errors",
    ),
    "only engines touch the runtimes": ("model/network/__init__.py", "import onnxruntime"),
    "the window alone speaks other languages": ("app/cli/exits.py", "import app.language"),
    "cv2 stays out of the editor's worker": ("app/worker/selecting.py", "def late():\n    import cv2"),
}

HEAVY = ("torch", "cv2", "onnxruntime", "openvino")


def lint(folder: Path) -> tuple[int, str]:
    """Check the contracts over the packages in `folder`: exit code and report."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    command = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def copy_packages(folder: Path) -> None:
    """Put the Python files of both packages, and the contracts, into `folder`."""
    for package in ("app", "model"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def test_the_contracts_hold() -> None:
    code, report = lint(ROOT)
    assert code == 0, report
    assert f"{len(CONTRACTS)} kept, 0 broken" in report


def test_every_contract_has_a_planted_fault() -> None:
    assert set(PLANTED) == {contract["name"] for contract in CONTRACTS}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_breaks_its_contract_alone(name: str, tmp_path: Path) -> None:
    copy_packages(tmp_path)
    module, fault = PLANTED[name]
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{fault}\n")
    code, report = lint(tmp_path)
    assert code == 1, report
    assert f"{name} BROKEN" in report
    assert f"{len(CONTRACTS) - 1} kept, 1 broken" in report


@pytest.mark.parametrize(
    "module", ["model.inference", "model.inference.selection", "app.editor.window.window", "app.cli", "main"]
)
def test_an_import_brings_nothing_heavy(module: str) -> None:
    """The window shows first; the runtimes come with the worker's thread."""
    command = f"import sys, {module}; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=PROCESS_S, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
