"""Batches on a real cluster of two processes: python -m tests.app.cli.batches FOLDER.

Of one a worker is killed, one is interrupted, and of one the terminal is closed. What came of them is printed as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import main as program
from tests.patience import PROCESS_S

PICTURES = 16
ENDED = {"interrupted": signal.SIGINT, "closed": signal.SIGHUP}
# Two processes, however many cores there are.
START = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import main
from app.cli import cluster
cluster.processes_for = lambda orders: (2, 1)
cluster.CONNECT_S = float(sys.argv.pop(1))
if __name__ == "__main__":
    sys.exit(main.main(sys.argv[1:]))
"""
SOON = ["--quality", "fast", "--detail", "off", "--device", "cpu"]


class Batch:
    """`fill` of an album in a process of its own: tests themselves may open no connection."""

    def __init__(self, album: Path, out: str, *options: str, connect_s: float = PROCESS_S) -> None:
        self.album, self.out = album, album / out
        words = ["fill", "photos", "--masks", "masks", "-o", out, "--json", "--quiet", *SOON]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(Path(program.__file__).parent), str(connect_s), *words, *options],
            cwd=album,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, count: int) -> None:
        """Until so many outputs are there."""
        until = time.monotonic() + PROCESS_S
        while len(self.written()) < count:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)

    def written(self) -> dict[str, bytes]:
        """Every file below the folder of outputs, hidden ones too."""
        found = [path for path in self.out.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.out)): path.read_bytes() for path in found if path.exists()}

    def workers(self) -> list[Any]:
        import psutil  # comes with Dask

        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if any("spawn_main" in word for word in child.cmdline())]

    def end(self) -> tuple[int, list[dict[str, Any]], list[str]]:
        """Exit code, records and the lines on stderr."""
        said, told = self.process.communicate(timeout=PROCESS_S)
        return self.process.returncode, [json.loads(line) for line in said.splitlines()], told.splitlines()


def make_album(folder: Path) -> Path:
    """Photos and masks, half of them in a folder below."""
    rng = np.random.default_rng(0)
    for index in range(PICTURES):
        name = f"{'deep' if index % 2 else ''}/{index}.png".lstrip("/")
        hole = np.zeros((64, 72), np.uint8)
        hole[20:40, 10 + index : 40 + index] = 255
        for kind, pixels in (("photos", rng.integers(0, 256, (64, 72, 3), dtype=np.uint8)), ("masks", hole)):
            (folder / kind / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(folder / kind / name)
    return folder


def stopped(batch: Batch, outputs: int, stop: Any) -> dict[str, Any]:
    """What a batch came to that is stopped in some way once so many outputs are there: stop(batch, workers)."""
    batch.wait_for(outputs)
    workers = batch.workers()
    stop(batch, workers)
    code, records, told = batch.end()
    left = [worker.pid for worker in workers if worker.is_running()]
    return {"workers": len(workers), "left": left, "code": code, "records": records, "told": told}


def by_terminal(folder: Path, number: int) -> dict[str, Any]:
    """What a batch came to that gets this signal as a terminal sends it: to everybody. Its first photo is none."""
    album = make_album(folder)
    (album / "photos" / "0.png").write_bytes(b"no picture")
    batch = Batch(album, "out", "--cluster", "local")
    return stopped(batch, 2, lambda *_: os.killpg(batch.process.pid, number))


def main(folder: Path) -> None:
    album = make_album(folder / "killed")
    killed = stopped(
        Batch(album, "out", "--cluster", "local"), 2, lambda _, workers: os.kill(workers[0].pid, signal.SIGKILL)
    )
    alone = Batch(album, "alone")
    code, records, told = alone.end()
    whole = {"code": code, "records": records, "told": told}

    ended = {name: by_terminal(folder / name, number) for name, number in ENDED.items()}
    sys.stdout.write(json.dumps({"killed": killed, "alone": whole, **ended}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
