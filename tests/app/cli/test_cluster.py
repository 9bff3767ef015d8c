"""A batch on a real cluster of two processes, one of which is killed; and what is said where there is no cluster."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import main
from app.cli import cluster
from app.cli.cluster import arguments_for, check_installed
from app.cli.exits import CommandLineError
from app.cli.fill import Job, run_fill
from app.cli.orders import Order
from app.cli.parse import FillArguments
from tests.patience import PROCESS_S

PICTURES = 8
# Two processes, however many cores there are; and no long wait for who is not there.
START = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import main
from app.cli import cluster
from tests.patience import PROCESS_S
cluster.processes_for = lambda orders: (2, 1)
cluster.CONNECT_S = 1
if __name__ == "__main__":
    sys.exit(main.main(sys.argv[1:]))
"""


class Batch:
    """`fill` of an album in a process of its own: tests themselves may open no connection."""

    def __init__(self, album: Path, out: str, *options: str) -> None:
        self.album, self.out = album, album / out
        words = [
            "fill",
            "photos",
            "--masks",
            "masks",
            "-o",
            out,
            "--json",
            "--quality",
            "fast",
            "--detail",
            "off",
            "--device",
            "cpu",
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(Path(main.__file__).parent), *words, *options],
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
        psutil = pytest.importorskip("psutil")
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if any("spawn_main" in word for word in child.cmdline())]

    def end(self) -> tuple[int, list[dict[str, Any]], list[str]]:
        """Exit code, records and the lines on stderr."""
        said, told = self.process.communicate(timeout=PROCESS_S)
        return self.process.returncode, [json.loads(line) for line in said.splitlines()], told.splitlines()


@pytest.fixture
def album(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for index in range(PICTURES):
        name = f"{'deep' if index % 2 else ''}/{index}.png".lstrip("/")
        hole = np.zeros((64, 72), np.uint8)
        hole[20:40, 10 + index : 40 + index] = 255
        for folder, pixels in (("photos", rng.integers(0, 256, (64, 72, 3), dtype=np.uint8)), ("masks", hole)):
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(tmp_path / folder / name)
    return tmp_path


def test_a_killed_worker_costs_no_picture(album: Path) -> None:
    pytest.importorskip("distributed")
    batch = Batch(album, "out", "--cluster", "local", "--quiet")
    batch.wait_for(3)
    workers = batch.workers()
    assert len(workers) == 2
    os.kill(workers[0].pid, signal.SIGKILL)
    code, records, told = batch.end()
    assert (code, told) == (0, [])
    assert not any(worker.is_running() for worker in workers)
    summary = records.pop()["summary"]
    assert (summary["done"], summary["failed"]) == (PICTURES, 0)
    assert sorted(record["output"] for record in records) == sorted(f"out/{name}" for name in batch.written())

    alone = Batch(album, "alone", "--quiet")
    code, others, _ = alone.end()
    assert code == 0
    assert batch.written() == alone.written()
    assert others[0].keys() == records[0].keys()


def test_an_interrupt_ends_the_cluster_too(album: Path) -> None:
    pytest.importorskip("distributed")
    (album / "photos" / "0.png").write_bytes(b"no picture")
    batch = Batch(album, "out", "--cluster", "local", "--quiet")
    batch.wait_for(2)
    workers = batch.workers()
    os.killpg(batch.process.pid, signal.SIGINT)  # as a terminal does: to everybody
    code, records, told = batch.end()
    assert code == 130
    assert [line for line in told if "0.png" not in line] == ["interrupted: nothing is half-written"]
    assert records[-2]["code"] == 130
    assert not any(worker.is_running() for worker in workers)
    names = batch.written()
    assert records[-1]["summary"]["done"] <= len(names) < PICTURES
    assert not [name for name in names if "gatebrush" in name]
    for name in names:
        with Image.open(batch.out / name) as image:
            image.load()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_comes_when_the_cluster_is_whole(number: signal.Signals) -> None:
    went_on, handler = [], signal.signal(number, signal.default_int_handler)

    def be_interrupted() -> None:
        with cluster._interrupts_later():
            signal.raise_signal(number)
            went_on.append(True)

    try:
        with pytest.raises(KeyboardInterrupt):
            be_interrupted()
        assert went_on == [True]
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, handler)


def test_a_scheduler_that_is_not_there(album: Path) -> None:
    pytest.importorskip("distributed")
    batch = Batch(album, "out", "--cluster", "127.0.0.1:9", "--quiet")
    code, records, told = batch.end()
    assert code == 5
    assert len(told) == 1
    assert told[0].startswith("cluster 127.0.0.1:9 cannot be reached (")
    assert records[0]["code"] == 5
    assert batch.written() == {}


def test_without_the_package(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(CommandLineError, match=r"pip install '\.\[cluster\]'"):
        check_installed()
    asked = FillArguments(album / "photos", album / "out", masks=album / "masks", cluster="local")
    with pytest.raises(CommandLineError, match="cluster"):
        run_fill(asked)


def test_workers_elsewhere_get_whole_paths() -> None:
    here = FillArguments(Path("photos"), Path("out"), masks=Path("masks"), cluster="local")
    assert arguments_for(here) == here
    there = arguments_for(replace(here, cluster="host:8786"))
    assert (there.photo, there.output, there.masks) == tuple(
        Path(name).absolute() for name in ("photos", "out", "masks")
    )
    assert there.sketches is None


@pytest.mark.parametrize(
    ("cores", "free_mb", "pictures", "expected"),
    [
        (8, 64_000, 100, (8, 1)),
        (8, 64_000, 3, (3, 2)),
        (8, 2_000, 100, (3, 2)),
        (2, 100, 100, (1, 2)),
    ],
)
def test_as_many_processes_as_fit(
    album: Path,
    monkeypatch: pytest.MonkeyPatch,
    cores: int,
    free_mb: int,
    pictures: int,
    expected: tuple[int, int],
) -> None:
    system = pytest.importorskip("distributed.system")
    monkeypatch.setattr(system, "MEMORY_LIMIT", free_mb * 10**6)
    monkeypatch.setattr(cluster, "usable_cores", lambda: cores)
    job = Job(album / "photos" / "0.png", album / "masks" / "0.png", (album / "out.png",))
    orders = [Order(job, FillArguments(album, album))] * pictures
    assert cluster.processes_for(orders) == expected
