"""What a run tells of itself: lines of curve.jsonl, and the line that a person sees."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from model.training.progress import progress_line, show

CURVE = "curve.jsonl"

log = logging.getLogger(__name__)


def whole_lines(curve: Path) -> Iterator[tuple[int, str]]:
    """The lines of a curve with their steps. What a kill or a full disk cut off in the middle is passed over."""
    for line in curve.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            step = json.loads(line)["step"]
        except (ValueError, TypeError, KeyError):
            continue
        yield step, line


class Journal:
    """The curve of one run's folder: JSON lines in order of their steps."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CURVE

    def cut(self, step: int) -> None:
        """Drop the lines after this step, which a resumed run takes once more. OSError where it cannot be written."""
        if self._path.exists():
            part = self._path.with_name(f"{CURVE}.part")
            part.write_text("".join(f"{line}\n" for taken, line in whole_lines(self._path) if taken <= step))
            part.replace(self._path)  # a run that is killed here keeps its curve

    def tell(self, record: dict, *, left_s: float) -> None:
        """Write a record of the curve, and show where the run is. left_s: seconds to the end."""
        self._append(record)
        show(progress_line(record, left_s=left_s))

    def note(self, step: int, event: str) -> None:
        """Write what happened at a step beside the losses, and log it."""
        self._append({"step": step, "event": event})
        log.warning("%s", event)

    def _append(self, record: dict) -> None:
        try:
            with self._path.open("a") as curve:
                curve.write(json.dumps(record) + "\n")
        except OSError as fault:
            log.warning("no line for step %d in the curve: %s", record["step"], fault.strerror)
