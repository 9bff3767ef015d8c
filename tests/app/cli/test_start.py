"""The command as a person runs it: in a process of its own, on the real network where one is needed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import main
from app import __version__
from app.cli import fill, start
from app.cli.exits import Exit
from app.files.photo import open_photo
from tests.patience import PROCESS_S

MAIN = Path(main.__file__)


def run(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MAIN), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PROCESS_S, **options)


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"gatebrush {__version__}\n", "")


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["fill", "--help"], ["doctor", "--help"]])
def test_help(words: list[str]) -> None:
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: main.py")


@pytest.mark.parametrize("words", [["--help"], ["fill", "--help"], ["fill", "--nonsense"], ["--version"], ["nonsense"]])
def test_answers_without_work_import_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import main; main.main();"
        "sys.exit(','.join({'numpy', 'PIL', 'cv2', 'onnxruntime', 'PySide6', 'torch'} & set(sys.modules)) or 77)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(MAIN.parent), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 77, done.stderr


def test_a_wrong_line() -> None:
    done = run("fill", "a.png", "--json")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert json.loads(done.stdout) == {"input": None, "error": done.stderr.strip(), "code": 2}


def test_an_unknown_option_of_the_editor() -> None:
    done = run("--fulscreen")
    assert done.returncode == 2
    assert done.stderr == "unrecognized arguments: --fulscreen: see main.py --help\n"


@pytest.mark.parametrize("name", ["shot.xyz", "shot.jpg", "shot"])
def test_a_screenshot_of_another_format_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    done = run("--screenshot", target)
    assert done.returncode == 4
    assert done.stderr == f"screenshot {target} has a suffix that cannot be saved: choose .png\n"
    assert not target.exists()


@pytest.mark.parametrize("link", [False, True])
def test_a_screenshot_in_the_place_of_a_photo_is_refused(desk: Any, link: bool) -> None:
    target = desk.folder / "link.png" if link else desk.photo
    if link:
        target.symlink_to(desk.photo)
    before = desk.photo.read_bytes()
    done = run(desk.photo, "--screenshot", target)
    assert (done.returncode, done.stderr) == (
        4,
        f"screenshot {target} is the photo {desk.photo}: choose another name\n",
    )
    assert desk.photo.read_bytes() == before


def test_names_in_the_place_of_a_pattern_cost_no_photo(desk: Any) -> None:
    """`--screenshot *.png`, as a shell hands it on."""
    first, second = desk.folder / "a.png", desk.folder / "b.png"
    for path in (first, second):
        path.write_bytes(desk.photo.read_bytes())
    done = run("--screenshot", first, second)
    assert (done.returncode, done.stderr) == (
        4,
        f"screenshot {first} exists and is no earlier screenshot: choose another name\n",
    )
    assert first.read_bytes() == second.read_bytes() == desk.photo.read_bytes()


def test_a_screenshot_is_written_over_an_earlier_one(
    desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    target = tmp_path / "shot.png"
    for photo in ((), (desk.photo,)):
        before = target.read_bytes() if target.exists() else b""
        done = run(*photo, "--screenshot", target)
        assert (done.returncode, done.stderr) == (0, "")
        assert target.read_bytes() != before


def test_doctor() -> None:
    done = run("doctor")
    assert done.returncode in (0, 5)
    assert "fills run on" in done.stdout


def test_a_refused_photo(desk: Any) -> None:
    done = run("fill", desk.folder / "none.png", "--mask", desk.mask, "-o", desk.out, "--json")
    assert done.returncode == 3
    assert done.stderr == f"photo {desk.folder / 'none.png'} is missing: check the path\n"
    assert json.loads(done.stdout) == {
        "input": str(desk.folder / "none.png"), "error": done.stderr.strip(), "code": 3,
    }  # fmt: skip


def test_a_real_fill(desk: Any) -> None:
    done = run("fill", desk.photo, "--mask", desk.mask, "-o", desk.out, "--json", "--quality", "fast")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["changed_box"] == [12, 10, 30, 20]
    assert record["seconds"]["network"] > 0
    filled = open_photo(desk.out).pixels
    assert np.array_equal(filled[~desk.hole], desk.pixels[~desk.hole])
    assert (filled[desk.hole] != desk.pixels[desk.hole]).any()


def asked(desk: Any) -> list[str]:
    return ["fill", "--json", str(desk.photo), "--mask", str(desk.mask), "-o", str(desk.out)]


def test_a_fault_of_ours_ends_with_1_and_a_log(
    desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fill, "open_photo", lambda path: 1 / 0)
    assert start.main(asked(desk)) == Exit.FAULT
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith(f"{desk.photo}: a fault of ours (ZeroDivisionError: ")
    assert Path(line.split()[-1]).is_file()
    assert json.loads(printed.out) == {"input": str(desk.photo), "error": line, "code": 1}


def test_a_fault_before_the_fill_ends_so_too(
    desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "parse_fill", lambda words: 1 / 0)
    assert start.main(asked(desk)) == Exit.FAULT
    assert json.loads(capsys.readouterr().out)["input"] is None


@pytest.mark.parametrize("place", [(start, "parse_fill"), (fill, "open_photo")])
def test_a_fault_that_an_interrupt_caused_is_an_interrupt(
    desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: tuple[Any, str]
) -> None:
    def swallow(_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        except KeyboardInterrupt:
            raise ImportError("half a module") from None

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(*place, swallow)
    assert start.main(asked(desk)) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "interrupted: nothing is half-written\n"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_nothing_behind(desk: Any, tmp_path: Path, number: int) -> None:
    # Endless work: one picture under 2000 names. SIGINT is ignored at birth, as for a shell's background jobs.
    photos, masks = tmp_path / "photos", tmp_path / "masks"
    for folder, source in ((photos, desk.photo), (masks, desk.mask)):
        folder.mkdir()
        for index in range(2000):
            (folder / f"{index:04}.png").hardlink_to(source)
    out = tmp_path / "out"
    ignoring = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", sys.executable, str(MAIN)]
    process = subprocess.Popen(
        [*ignoring, "fill", str(photos), "--masks", str(masks), "-o", str(out), "--json", "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    said, refused = process.communicate(timeout=PROCESS_S)
    assert process.returncode == 130
    assert refused == "interrupted: nothing is half-written\n"
    records = [json.loads(line) for line in said.splitlines()]
    assert records[-2]["code"] == 130
    assert list(out.glob(".*")) == []
    written = sorted(out.iterdir())
    # The interrupt may fall between a picture's rename and its count: that one is whole, and --resume finds it.
    assert 0 <= len(written) - records[-1]["summary"]["done"] <= 1
    assert len(written) < 2000
    assert all(open_photo(path).pixels.shape == (32, 48, 3) for path in written)


def test_a_reader_that_goes_away(desk: Any) -> None:
    blank = desk.write_mask(desk.folder / "blank.png", np.zeros((32, 48), bool))
    command = [sys.executable, str(MAIN), "fill", str(desk.photo), "--mask", str(blank), "-o", str(desk.out)]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*command, "--quiet"], stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=PROCESS_S
    )
    os.close(write)
    assert done.returncode == 4
    assert done.stderr == "the reader of the output has gone: nothing more is written\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("words", [["--quiet"], ["--json", "--quiet"]])
def test_results_to_a_full_disk(desk: Any, words: list[str]) -> None:
    blank = desk.write_mask(desk.folder / "blank.png", np.zeros((32, 48), bool))
    command = [sys.executable, str(MAIN), "fill", str(desk.photo), "--mask", str(blank), "-o", str(desk.out), *words]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=PROCESS_S)
    assert done.returncode == 4
    assert done.stderr == "results cannot be written (no space left on device): nothing more is written\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_remarks_to_a_full_disk_do_not_stop_a_fill(desk: Any) -> None:
    blank = desk.write_mask(desk.folder / "blank.png", np.zeros((32, 48), bool))
    command = [sys.executable, str(MAIN), "fill", str(desk.photo), "--mask", str(blank), "-o", str(desk.out)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, text=True, check=False, timeout=PROCESS_S)
    assert (done.returncode, done.stdout) == (0, f"{desk.out}\n")


def test_an_output_on_a_full_disk(desk: Any) -> None:
    blank = desk.write_mask(desk.folder / "blank.png", np.zeros((32, 48), bool))
    # The nearest to a full disk that needs no disk: no file may grow beyond 1 KiB.
    limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 2; exec \"$@\"", "sh", sys.executable, "-B", str(MAIN)]
    out = desk.folder / "out.tif"
    before = desk.files()
    done = subprocess.run(
        [*limited, "fill", str(desk.photo), "--mask", str(blank), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 4, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{out} c")
    assert desk.files() == before


def test_a_word_that_is_neither_a_command_nor_a_file() -> None:
    hidden = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    done = run("nonsense", "a\nb", env=hidden | {"QT_QPA_PLATFORM": "xcb"})
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines() == [
        "nonsense: no such file: main.py --help lists the commands",
        "a b: no such file: main.py --help lists the commands",
    ]


def test_one_file_that_is_there_is_enough_for_a_window(desk: Any) -> None:
    assert start.run_editor(["nonsense", str(desk.photo)], lambda paths, **_: len(paths)) == 2


def test_the_editor_gets_its_paths(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "a.png").touch()
    seen: list[Any] = []

    def start_editor(paths: list[str], *, screenshot: str | None, edit: bool) -> int:
        seen.append((paths, screenshot, edit))
        return 7

    assert start.run_editor(["a.png", "--screenshot", "s.png"], start_editor) == 7
    assert start.run_editor(["--edit", "a.png"], start_editor) == 7
    assert seen == [(["a.png"], "s.png", False), (["a.png"], None, True)]


def test_a_window_that_cannot_start(capsys: pytest.CaptureFixture[str]) -> None:
    def start_editor(paths: list[str], *, screenshot: str | None, edit: bool) -> int:
        raise ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")

    assert start.run_editor([], start_editor) == Exit.FAULT
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("the window cannot start (libEGL.so.1")
