import io
import json
import sys

import pytest

from app.cli import voice as voice_module
from app.cli.voice import Voice, fitted
from app.files.errors import InputRefused
from model.inference.errors import BadRequest, NoEngine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_a_stage_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice()
    for done in range(4):
        voice.progress("a.png", "network", done, 3)
    voice.progress("a.png", "writing", 0, 0)
    assert capsys.readouterr() == ("", "a.png: network\n")


def test_progress_is_drawn_over_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    voice = Voice()
    voice.progress("a.png", "network", 0, 3)
    voice.progress("a.png", "network", 1, 3)  # too soon to be drawn
    voice.progress("a.png", "network", 3, 3)
    voice.remark("done")
    assert terminal.getvalue() == "\r\033[Ka.png: network 0 %\r\033[Ka.png: network 100 %\r\033[Kdone\n"


def test_a_batch_stands_before_the_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(voice_module, "_BETWEEN_S", 0)
    voice = Voice()
    voice.batch("1/2")
    voice.progress("b.png", "network", 0.5, 1)
    voice.finish("b.png: 7 pixels")
    voice.batch("2/2")
    voice.batch(None)
    voice.finish("c.png: 8 pixels")
    drawn = ["1/2", "1/2, b.png: network 50 %", "2/2", "c.png: 8 pixels\n"]
    assert terminal.getvalue() == "".join("\r\033[K" + text for text in drawn)


def test_a_batch_in_a_file_is_a_line_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 100.0
    monkeypatch.setattr(voice_module.time, "monotonic", lambda: now)
    voice = Voice()
    for second in range(12):
        now = 100.0 + second
        voice.batch(f"{second}/12")
        voice.progress("a.png", "network", 0, 1)
    voice.finish("a.png: 7 pixels")
    assert capsys.readouterr().err.splitlines() == ["5/12", "10/12", "a.png: 7 pixels"]


def test_a_line_that_is_drawn_over_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "11")
    Voice().batch("0123456789abc")
    assert terminal.getvalue() == "\r\033[K0123456789"
    assert fitted("\u5199\u771f.png", 5) == "\u5199\u771f."
    assert fitted("e\u0301\u0301bc", 2) == "e\u0301\u0301b"


def test_quiet_still_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice(quiet=True)
    voice.progress("a.png", "network", 0, 3)
    voice.batch("1/2")
    voice.remark("news")
    voice.finish("news")
    voice.refusal(InputRefused("photo a.png is empty: get it again"), "a.png")
    assert capsys.readouterr() == ("", "a.png: photo is empty: get it again\n")


def test_a_refusal_in_json_is_said_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert Voice(as_json=True).refusal(InputRefused("no a.png"), "a.png") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"input": "a.png", "error": "no a.png", "code": 3}
    assert printed.err == "no a.png\n"


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (BadRequest("photo is 4×4: it needs 8×8"), "a.png: photo is 4×4: it needs 8×8"),
        (InputRefused("mask b.png of a.png is odd: no"), "mask b.png of a.png is odd: no"),
        (InputRefused("photo a.png is empty: no"), "photo a.png is empty: no"),
        (InputRefused("mask masks/a.png is odd: no"), "a.png: mask masks/a.png is odd: no"),
        (InputRefused("mask a.png.png is odd: no"), "a.png: mask a.png.png is odd: no"),
        (NoEngine("nothing here"), "nothing here"),
        (KeyboardInterrupt(), "interrupted: nothing is half-written"),
    ],
)
def test_a_refusal_of_one_picture_names_it(capsys: pytest.CaptureFixture[str], fault: BaseException, line: str) -> None:
    Voice().refusal(fault, "a.png")
    assert capsys.readouterr().err == line + "\n"


def test_any_file_name_can_be_printed(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, broken = b"\xff \x1b.png".decode("utf-8", "surrogateescape"), "a\nb.png"
    voice = Voice()
    voice.result([odd, broken], {})
    assert capsysbinary.readouterr().out == b"\xff \x1b.png\na\\nb.png\n"
    Voice(as_json=True).result([], {"input": odd, "output": broken})
    assert json.loads(capsysbinary.readouterr().out) == {"input": odd, "output": broken}
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    voice.result([odd, broken], {})  # a terminal would obey it
    assert capsysbinary.readouterr().out == b"\\udcff \\x1b.png\na\\nb.png\n"
