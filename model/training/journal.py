"""What a run tells of itself: lines of curve.jsonl, and the line that a person sees."""

import json
import logging
from pathlib import Path

from model.training.progress import progress_line, show

CURVE = "curve.jsonl"

log = logging.getLogger(__name__)


class Journal:
    """The curve of one run's folder: JSON lines in order of their steps."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CURVE

    def cut(self, step: int) -> None:
        """Drop the lines after this step, which a resumed run takes once more. OSError where it cannot be written."""
        if self._path.exists():
            lines = self._path.read_text().splitlines()
            self._path.write_text("".join(f"{line}\n" for line in lines if json.loads(line)["step"] <= step))

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
