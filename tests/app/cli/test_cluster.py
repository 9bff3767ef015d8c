"""A batch on a real cluster of two processes, one of which is killed; and what is said where there is no cluster."""

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.cli import cluster
from app.cli.cluster import arguments_for, check_installed
from app.cli.exits import CommandLineError
from app.cli.fill import Job, run_fill
from app.cli.orders import Order
from app.cli.parse import FillArguments
from tests.app.cli.batches import ENDED, PICTURES, Batch, make_album
from tests.beside import Begun


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return make_album(tmp_path)


@pytest.fixture(scope="module")
def stopped(batches: tuple[Path, Begun]) -> tuple[Path, dict[str, Any]]:
    """The folder of the batches that were stopped, and what came of each."""
    folder, process = batches
    return folder, json.loads(process.answer())


def written(folder: Path) -> dict[str, bytes]:
    """Every file below it, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_killed_worker_costs_no_picture(stopped: tuple[Path, dict[str, Any]]) -> None:
    folder, came = stopped
    batch, alone = came["killed"], came["alone"]
    assert (batch["code"], batch["told"]) == (0, [])
    assert (batch["workers"], batch["left"]) == (2, [])
    records = batch["records"]
    summary = records.pop()["summary"]
    assert (summary["done"], summary["failed"]) == (PICTURES, 0)
    names = written(folder / "killed" / "out")
    assert sorted(record["output"] for record in records) == sorted(f"out/{name}" for name in names)
    assert alone["code"] == 0
    assert names == written(folder / "killed" / "alone")
    assert alone["records"][0].keys() == records[0].keys()


@pytest.mark.parametrize("name", ENDED)
def test_an_interrupt_ends_the_cluster_too(stopped: tuple[Path, dict[str, Any]], name: str) -> None:
    folder, came = stopped
    batch, out = came[name], folder / name / "out"
    assert batch["code"] == 130
    assert [line for line in batch["told"] if "0.png" not in line] == ["interrupted: nothing is half-written"]
    assert batch["records"][-2]["code"] == 130
    assert (batch["workers"], batch["left"]) == (2, [])
    names = written(out)
    assert batch["records"][-1]["summary"]["done"] <= len(names) < PICTURES
    assert not [name for name in names if "gatebrush" in name]
    for name in names:
        with Image.open(out / name) as image:
            image.load()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
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
    batch = Batch(album, "out", "--cluster", "127.0.0.1:9", connect_s=0.5)
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
