"""The runtimes as they are installed, without importing one."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

CPU_PACKAGE, GPU_PACKAGE, WINDOWS_PACKAGE = "onnxruntime", "onnxruntime-gpu", "onnxruntime-directml"
OPENVINO_PACKAGE = "openvino"
BUILDS = (GPU_PACKAGE, WINDOWS_PACKAGE, CPU_PACKAGE)
"""Builds of one runtime, which all install into the folder onnxruntime."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A runtime as it is installed.

    devices: what this build could use.  why: empty if usable, else why not and what to do.
    """

    name: str
    version: str
    devices: tuple[str, ...]
    usable: bool
    why: str = ""


def installed_version(package: str) -> str | None:
    """The version of an installed package, without importing it."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def runtimes() -> tuple[Runtime, ...]:
    """Every runtime that Gatebrush knows, those for graphics cards first. Imports none of them."""
    return (*_builds(), _runtime(OPENVINO_PACKAGE, ("cpu",), "pip install '.[openvino]'"))


def _builds() -> Iterator[Runtime]:
    found = [package for package in BUILDS if installed_version(package)]
    if len(found) > 1:
        why = f"{' and '.join(found[::-1])} overwrite each other: pip uninstall both, then install '.[cpu]' or '.[gpu]'"
        for package in found:
            yield Runtime(package, installed_version(package) or "", (), usable=False, why=why)
        return
    yield _runtime(GPU_PACKAGE, ("cuda", "cpu"), "pip install '.[gpu]'")
    if WINDOWS_PACKAGE in found:
        yield _runtime(WINDOWS_PACKAGE, ("directml", "cpu"), "")
    apple = ("coreml",) if sys.platform == "darwin" else ()
    yield _runtime(CPU_PACKAGE, (*apple, "cpu"), "pip install '.[cpu]'")


def _runtime(package: str, devices: tuple[str, ...], remedy: str) -> Runtime:
    version = installed_version(package)
    if version is None:
        return Runtime(package, "", (), usable=False, why=f"not installed: {remedy}")
    return Runtime(package, version, devices, usable=True)
