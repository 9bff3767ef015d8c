"""A network that is none: it answers with one shade, so that what the command does with answers can be seen."""

from collections.abc import Callable, Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.cli.parse import FillArguments
from model.inference import Inpainter
from model.inference.engines import Choice
from model.inference.errors import NoEngine
from tests.beside import Begun, beside

SHADE = 0.5


@pytest.fixture(scope="session", autouse=True)
def begun_batches(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Begun]]:
    """Folder and process of batches on a cluster, begun with the first test of the commands."""
    folder = tmp_path_factory.mktemp("batches")
    wanted = "batches" if find_spec("distributed") else "nobody"
    with beside(request, wanted, "tests.app.cli.batches", str(folder)) as process:
        yield folder, process


@pytest.fixture(scope="session")
def batches(begun_batches: tuple[Path, Begun]) -> tuple[Path, Begun]:
    pytest.importorskip("distributed")
    return begun_batches


class ShadeEngine:
    """Stands in for a runtime; everything around it is real."""

    name, device, precision = "shade 1.0", "cpu", "float32"

    def __init__(self) -> None:
        self.runs = 0
        self.closed = False

    def run(self, planes: NDArray[np.float32], heartbeat: Callable[[], None] | None = None) -> NDArray[np.float32]:
        self.runs += 1
        if heartbeat is not None:
            heartbeat()
        return np.full((len(planes), 3, *planes.shape[2:]), SHADE, np.float32)

    def prepare(self, size: tuple[int, int]) -> None:
        pass

    def trim(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Loader:
    """Loads the stand-in and counts."""

    def __init__(self) -> None:
        self.engine = ShadeEngine()
        self.other: ShadeEngine | None = None
        self.devices: list[str] = []
        self.fault: BaseException | None = None

    def __call__(self, device: str) -> Inpainter:
        self.devices.append(device)
        if self.fault is not None:
            raise self.fault
        return Inpainter(Choice(self.engine, "shade"), self.open_other, weights_sha256="0" * 64, load_s=0.25)

    def open_other(self, without: Collection[str]) -> Choice:
        if self.other is None or "other" in without:
            raise NoEngine("no other engine")
        return Choice(self.other, "the other", runtime="other")


@pytest.fixture
def load() -> Loader:
    return Loader()


class Desk:
    """A folder with a photo and its mask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.photo = folder / "photo.png"
        self.mask = folder / "mask.png"
        self.out = folder / "out.png"
        rng = np.random.default_rng(0)
        self.pixels = rng.integers(0, 256, (32, 48, 3), dtype=np.uint8)
        self.hole = np.zeros((32, 48), bool)
        self.hole[10:20, 12:30] = True
        Image.fromarray(self.pixels).save(self.photo)
        self.write_mask(self.mask, self.hole)

    def write_mask(self, path: Path, hole: NDArray[np.bool_]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(hole * np.uint8(255)).save(path)
        return path

    def files(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # logs of faults go below the folder of the test
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)


def read(path: Path) -> NDArray[Any]:
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.fixture
def pixels_of() -> Callable[[Path], NDArray[Any]]:
    return read


class Album:
    """Photos, masks and what comes out, below one folder."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.photos, self.masks, self.out = (desk.folder / name for name in ("photos", "masks", "out"))
        for folder in (self.photos, self.masks):
            folder.mkdir()

    def photo(self, name: str, **options: Any) -> Path:
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.desk.pixels).save(path, **options)
        return path

    def mask(self, name: str) -> Path:
        return self.desk.write_mask(self.masks / name, self.desk.hole)

    def asked(self, **options: Any) -> FillArguments:
        named = {"photo": self.photos, "output": self.out, "masks": self.masks, "detail": "off"}
        return FillArguments(**(named | options))

    def written(self) -> set[str]:
        return {str(path.relative_to(self.out)) for path in self.out.rglob("*") if path.is_file()}


@pytest.fixture
def album(desk: Desk) -> Album:
    return Album(desk)
