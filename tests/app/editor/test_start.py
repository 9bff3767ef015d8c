"""From the command line, in a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.files.recovery import find_stores
from tests.app.conftest import photo_content
from tests.app.editor.nursery import Editor, Nursery
from tests.patience import PROCESS_S

ROOT = Path(__file__).parents[3]


def environment_in(home: Path) -> dict[str, str]:
    """Of an editor that reads and writes nothing of the person's own."""
    homes = {"XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home / "state")}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **homes}


def run(code: str, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """With nothing imported yet."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=environment_in(home),
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
    )


@pytest.fixture
def forked(nursery: Nursery) -> Callable[..., subprocess.CompletedProcess[str]]:
    """As `run`, in a process that has the editor's imports."""

    def run_forked(code: str, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
        done = nursery.begin(code, list(words), environment_in(home), home).end()
        return subprocess.CompletedProcess(words, *done)

    return run_forked


START = "import sys; from app.editor.start import main; sys.exit(main(sys.argv[2:], screenshot=sys.argv[1]))"


def test_a_screenshot_of_a_photo(tmp_path: Path, photo_file: Path) -> None:
    shot = tmp_path / "shot.png"
    done = run(START, tmp_path, str(shot), str(photo_file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(shot) as picture:
        assert picture.size == (1280, 800)
        colours = picture.convert("RGB").crop((440, 300, 640, 500)).getcolors(100000)
    assert colours is not None
    assert len(colours) > 10000  # the photo's noise, not an empty canvas


def test_a_screenshot_of_the_empty_window(forked, tmp_path: Path) -> None:
    done = forked(START, tmp_path, str(tmp_path / "shot.png"))
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.glob("gatebrush/*"))  # a screenshot changes no settings


def test_keyboards_without_latin_letters_are_thought_of(forked, tmp_path: Path) -> None:
    code = f"import app.editor.start as start; start.LatinKeys = lambda *_: print('made'); {START}"
    assert forked(code, tmp_path, str(tmp_path / "shot.png")).stdout == "made\n"


@pytest.mark.parametrize(
    ("target", "photo", "code", "words"),
    [("shot.png", "missing.jpg", 3, "missing.jpg"), ("no/such/folder.png", "", 4, "folder.png")],
)
def test_refusals_are_one_line(forked, tmp_path: Path, target: str, photo: str, code: int, words: str) -> None:
    done = forked(START, tmp_path, str(tmp_path / target), *([str(tmp_path / photo)] if photo else []))
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_a_screenshot_that_cannot_be_written_leaves_what_was_there(forked, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(b"of yesterday")
    code = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))  # the nearest to a full disk that needs no disk
{START}"""
    done = forked(code, tmp_path, str(shot))
    assert done.returncode == 4
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"gatebrush: {shot} cannot be written (file too large)")
    assert shot.read_bytes() == b"of yesterday"


def test_a_screenshot_that_cannot_be_made_leaves_what_was_there(forked, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(b"of yesterday")
    code = f"""
from PySide6.QtGui import QPixmap
from app.editor.window.window import Window
Window.grab = lambda self: QPixmap()  # as Qt answers where there is no memory
{START}"""
    done = forked(code, tmp_path, str(shot))
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert f"{shot} cannot be written" in done.stderr
    assert shot.read_bytes() == b"of yesterday"


def test_the_window_speaks_the_system_s_language_and_the_terminal_english(
    forked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "ko:en")
    code = """
import sys
from app.editor import start
from app.language import text
code = start.main([sys.argv[2]], screenshot=sys.argv[1])
print(text("Not opened"))
sys.exit(code)
"""
    done = forked(code, tmp_path, str(tmp_path / "shot.png"), str(tmp_path / "missing.jpg"))
    assert (done.returncode, done.stdout) == (3, "열지 못했습니다\n")
    assert done.stderr == f"gatebrush: Not opened: photo {tmp_path}/missing.jpg is missing: check the path\n"


def test_a_screenshot_is_of_the_first_of_several_and_all_have_to_open(forked, tmp_path: Path, photo_file: Path) -> None:
    shot = tmp_path / "shot.png"
    done = forked(START, tmp_path, str(shot), str(photo_file), str(tmp_path / "missing.jpg"))
    assert done.returncode == 3
    assert "missing.jpg" in done.stderr
    assert not shot.exists()


def test_nothing_heavy_is_imported_before_the_window_shows(tmp_path: Path) -> None:
    code = """
import sys
import app.editor.start
heavy = [name for name in ("torch", "cv2", "onnxruntime", "openvino", "safetensors") if name in sys.modules]
sys.exit(", ".join(heavy) or 0)
"""
    done = run(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


# The editor with a stub in the engine's place, which says «ready» on stdout once it has done DEED.
LIVE = """
import functools, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.editor import start
from app.editor.window import desk
from app.editor.files import verbs as fileverbs
from app.editor.dialogs.unsaved import Answer
from app.worker import Worker

class Engine:
    device = "cpu"
    def fill(self, *_): raise RuntimeError
    def close(self): pass

class Live(desk.Window):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.filing.loaded.connect(lambda: QTimer.singleShot(50, self, self.act))
    def act(self):
        self.session.invert_mask()
        DEED

desk.Window, start.Worker = Live, functools.partial(Worker, Engine)
SHOT
sys.exit(start.main(sys.argv[1:], screenshot=None if not screenshot else screenshot))
"""
THERE = 'print(*["closed under its dialog"] * (not self.isVisible()), sep="", end="", file=sys.stderr)'
READY = 'QTimer.singleShot(200, lambda: print("ready", flush=True))'


def live(deed: str, screenshot: str = "") -> str:
    slow_shot = "start._Shot._look = lambda self: None\n" if screenshot else ""
    return LIVE.replace("DEED", deed).replace("SHOT", f"{slow_shot}screenshot = {screenshot!r}")


def end_of(editor: Editor, number: int) -> tuple[int, str]:
    """The exit code and stderr of an editor that gets a signal when it is ready."""
    try:
        assert editor.readline() == "ready\n"
        editor.send_signal(number)
        code, _, told = editor.end(30)
    finally:
        editor.kill()
    # What the offscreen platform says of any dialog, and of a window that comes forward.
    for words in ("propagateSizeHints()", "raise()"):
        told = told.replace(f"This plugin does not support {words}\n", "")
    return code, told


@pytest.fixture
def interrupted(nursery: Nursery) -> Callable[..., tuple[int, str]]:
    """The same of a script that is begun now."""

    def end(code: str, home: Path, number: int, *photos: Path) -> tuple[int, str]:
        return end_of(nursery.begin(code, list(map(str, photos)), environment_in(home), home), number)

    return end


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEEDS = (READY, f"{READY}; self.close()", f"{READY}; self.actions_['open'].trigger(); {THERE}")


@pytest.fixture(scope="module")
def editors(
    nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[int, str], tuple[Path, Editor]]]:
    """By signal and deed: a home with a photo in it, and an editor of that photo. All begin at once."""
    made: dict[tuple[int, str], tuple[Path, Editor]] = {}
    for case in itertools.product(SIGNALS, DEEDS):
        home = tmp_path_factory.mktemp("home")
        (home / "photo.png").write_bytes(photo_content())
        words = [str(home / "photo.png")]
        made[case] = home, nursery.begin(live(case[1]), words, environment_in(home), home)
    yield made
    for _, editor in made.values():
        editor.kill()


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_signal_ends_in_good_order_without_a_question(editors, number: int, deed: str) -> None:
    home, editor = editors[number, deed]
    assert end_of(editor, number) == (130, "")
    photo = str(home / "photo.png")
    assert json.loads((home / "gatebrush" / "settings.json").read_text())["recent"] == [photo]
    ((store, about),) = find_stores(home / "state" / "gatebrush" / "recovery").stores  # offered at the next start
    assert about.path == photo
    assert not store.read().document.hole.is_empty
    store.release()


def test_a_signal_ends_several_windows_and_keeps_the_work_of_each(
    interrupted, tmp_path: Path, photo_file: Path
) -> None:
    other = photo_file.with_name("other.png")
    other.write_bytes(photo_file.read_bytes())
    both = 'all(one.session.has_hole for one in self.neighbours.desk.windows) and print("ready", flush=True)'
    assert interrupted(live(both), tmp_path, signal.SIGTERM, photo_file, other) == (130, "")
    found = find_stores(tmp_path / "state" / "gatebrush" / "recovery").stores
    assert sorted(about.name for _, about in found) == ["other.png", "photo.png"]
    for store, _ in found:
        assert not store.read().document.hole.is_empty
        store.release()


def test_closing_the_last_window_ends_the_process(forked, tmp_path: Path, photo_file: Path) -> None:
    other = photo_file.with_name("other.png")
    other.write_bytes(photo_file.read_bytes())
    done = forked(live("self.session.history.undo(); self.close()"), tmp_path, str(photo_file), str(other))
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr


def test_an_interrupted_screenshot_says_so(interrupted, tmp_path: Path, photo_file: Path) -> None:
    code = live(READY, str(tmp_path / "shot.png"))
    assert interrupted(code, tmp_path, signal.SIGINT, photo_file) == (130, "")
    assert not (tmp_path / "gatebrush").exists()


@pytest.mark.parametrize(
    "deed",
    [
        "self.cycle = self; fileverbs.ask_unfilled = lambda *_: Answer.DISCARD; self.close()",
        "self.cycle = self; QApplication.exit(0)",
    ],
)
def test_the_process_ends_well_after_an_edit(forked, tmp_path: Path, photo_file: Path, deed: str) -> None:
    done = forked(live(deed), tmp_path, str(photo_file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_terminal_is_told_of_each_file_that_was_not_opened(forked, tmp_path: Path, photo_file: Path) -> None:
    broken, missing = tmp_path / "broken.ora", tmp_path / "missing.jpg"
    broken.write_bytes(b"PK")
    deed = "QTimer.singleShot(50, lambda: self.errands.is_busy() or QApplication.exit(0))"
    done = forked(live(deed), tmp_path, str(broken), str(missing), str(photo_file))
    assert (done.returncode, done.stdout) == (0, "")
    lines = [line for line in done.stderr.splitlines() if line.startswith("gatebrush: Not opened: ")]
    assert len(lines) == 2
    assert str(broken) in lines[0]
    assert str(missing) in lines[1]
