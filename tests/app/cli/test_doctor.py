import json

import pytest

from app import __version__
from app.cli.doctor import as_text, report_of, run_doctor
from app.cli.exits import Exit
from model.inference import Inpainter
from model.inference.doctor import Diagnosis, WeightsState, diagnose
from model.inference.engines.installed import Runtime
from tests.model.inference.stubs import BrokenEngine, PaintingEngine, inpainter

SOUND = Diagnosis(
    engines=(
        Runtime("onnxruntime-gpu", "", (), usable=False, why="not installed: pip install '.[gpu]'"),
        Runtime("onnxruntime", "1.2", ("cpu",), usable=True),
    ),
    chosen="onnxruntime 1.2 on cpu",
    weights=WeightsState("weights/generator.onnx", "ab" * 32, 4_060_878, 6),
    problems=(),
)


def test_the_report_has_what_is_promised() -> None:
    report = report_of(SOUND)
    assert list(report)[:10] == [
        "version", "python", "platform", "qt", "engines", "chosen", "weights", "cores", "threads", "memory_mb",
    ]  # fmt: skip
    assert report["version"] == __version__
    assert report["engines"][0].keys() == {"name", "version", "devices", "usable", "why"}
    assert report["weights"] == {
        "file": "weights/generator.onnx", "sha256": "ab" * 32, "parameters": 4_060_878, "planes": 6,
    }  # fmt: skip
    assert 1 <= report["threads"] <= report["cores"]
    assert report["memory_mb"] is None or report["memory_mb"] > 100
    assert json.loads(json.dumps(report))["engines"][1]["devices"] == ["cpu"]


def test_people_read_the_same() -> None:
    text = "\n".join(as_text(report_of(SOUND)))
    for words in ("onnxruntime 1.2 on cpu", "no: not installed", "4,060,878 parameters", __version__):
        assert words in text


def test_nothing_found_is_said_with_the_reasons() -> None:
    nothing = Diagnosis((), None, None, ("weights are missing: restore them",))
    text = as_text(report_of(nothing))
    assert [line.split(maxsplit=1)[1] for line in text[-3:]] == [
        "none", "run on  nothing", "weights are missing: restore them",
    ]  # fmt: skip


def test_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_doctor(as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert code == (Exit.DONE if report["chosen"] else Exit.ENGINE)


def test_an_engine_that_opens_but_cannot_compute_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = BrokenEngine(device="cuda"), PaintingEngine()
    monkeypatch.setattr(Inpainter, "load", lambda: inpainter(broken, other=sound))
    diagnosis = diagnose()
    assert diagnosis.chosen == "stub on cpu"
    assert [problem for problem in diagnosis.problems if "CUDA error 700" in problem]
    assert (broken.closed, sound.closed) == (True, True)


def test_where_none_can_compute_nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inpainter, "load", lambda: inpainter(BrokenEngine()))
    diagnosis = diagnose()
    assert (diagnosis.chosen, diagnosis.why) == (None, "")
    assert any("CUDA error 700" in problem for problem in diagnosis.problems)
