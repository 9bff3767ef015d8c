"""`doctor`: what runs here, and why not."""

import os
import platform
import sys
from dataclasses import asdict
from importlib import metadata
from typing import Any

from app import __version__
from app.cli.exits import Exit
from app.cli.voice import Voice
from model.inference.doctor import Diagnosis, diagnose
from model.inference.engines.cores import memory_limit, usable_cores

QT_PACKAGE = "PySide6-Essentials"


def run_doctor(*, as_json: bool) -> Exit:
    """Say what runs here; ENGINE if a fill could not."""
    diagnosis = diagnose()
    record = report_of(diagnosis)
    Voice(as_json=as_json).result(as_text(record), record)
    return Exit.DONE if diagnosis.chosen is not None else Exit.ENGINE


def report_of(diagnosis: Diagnosis) -> dict[str, Any]:
    """The object that --json prints."""
    return {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "qt": _qt_version(),
        "engines": [asdict(engine) for engine in diagnosis.engines],
        "chosen": diagnosis.chosen,
        "weights": None if diagnosis.weights is None else asdict(diagnosis.weights),
        "cores": os.cpu_count() or 1,
        "threads": usable_cores(),
        "memory_mb": _memory_mb(),
        "problems": list(diagnosis.problems),
        "why": diagnosis.why,
    }


def as_text(report: dict[str, Any]) -> list[str]:
    """The same for people."""
    weights = report["weights"]
    rows = [
        ("gatebrush", f"{report['version']}, Python {report['python']}, {report['platform']}"),
        ("Qt", report["qt"] or "not installed: pip install '.[cpu]' brings it; fill runs without"),
        ("machine", f"{report['cores']} cores, {report['threads']} threads for a fill, {report['memory_mb']} MB"),
        *((engine["name"], _engine_line(engine)) for engine in report["engines"]),
        ("weights", "none" if weights is None else _weights_line(weights)),
        ("fills run on", report["chosen"] or "nothing"),
        *([("because", report["why"])] if report["why"] else []),
        *(("problem", problem) for problem in report["problems"]),
    ]
    width = max(len(name) for name, _ in rows)
    return [f"{name:<{width}}  {text}" for name, text in rows]


def _engine_line(engine: dict[str, Any]) -> str:
    if not engine["usable"]:
        return f"no: {engine['why']}"
    return f"{engine['version']} for {', '.join(engine['devices'])}"


def _weights_line(weights: dict[str, Any]) -> str:
    return f"{weights['file']}, {weights['parameters']:,} parameters, sha256 {weights['sha256'][:12]}"


def _qt_version() -> str | None:
    """Without importing Qt."""
    try:
        return metadata.version(QT_PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def _memory_mb() -> int | None:
    """Memory of the machine, or what a container has of it; None where the system does not tell in this way."""
    if sys.platform == "win32":
        return None
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None
    return min(machine, memory_limit() or machine) // 2**20
