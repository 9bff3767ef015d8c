"""The door to the network: what is reported, and what is tried when a device does not hold."""

import gc
import threading
import weakref

import numpy as np
import pytest

from model.inference import FillRequest, Inpainter
from model.inference.aside import watched
from model.inference.engines import Choice
from model.inference.errors import BadWeights, Cancelled, EngineFailed, OutOfMemory
from tests.model.inference.stubs import BrokenEngine, PaintingEngine, SmallEngine, bare, begun_since, inpainter
from tests.patience import MOMENT_S


def request_of(**options):
    hole = np.zeros((1000, 1000), bool)
    hole[300:700, 300:700] = True
    return bare(np.zeros((1000, 1000, 3), np.uint8), hole, **options)


def test_the_report_says_what_was_seen():
    seen = []
    result = inpainter().fill(request_of(), progress=seen.append)
    assert result.report.context_boxes == ((0, 0, 1000, 1000),)
    assert result.report.working_sizes == ((384, 384),)
    assert (result.report.engine, result.report.precision, result.report.device) == ("stub", "float32", "cpu")
    assert {"load", "network", "detail", "total"} == result.report.seconds.keys()
    assert result.report.detail == "off"
    assert result.report.sharpness is None
    shares = [item.done / item.total for item in seen]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_progress_moves_while_a_pass_runs():
    class Slow(PaintingEngine):
        def run(self, planes, heartbeat=None):
            for _ in range(15):
                heartbeat()
            return super().run(planes, heartbeat)

    seen = []
    inpainter(Slow()).fill(request_of(), progress=seen.append)
    assert len({item.done for item in seen}) > 10


def test_what_does_not_fit_is_tried_again_and_then_smaller_and_told():
    engine = SmallEngine(300 * 300)
    result = inpainter(engine).fill(request_of(quality="best"))
    assert result.report.steps == ("stub on cpu at 512: did not fit",) * 2 + ("stub on cpu at 384: did not fit",)
    assert result.report.working_sizes == ((256, 256),)
    assert engine.trims == 1
    assert "cpu at 256" in result.report.warnings[-1]
    assert not result.report.moved


def test_what_did_not_fit_is_gone_before_the_next_try():
    class Full(PaintingEngine):
        def run(self, planes, heartbeat=None):
            alive.append(sum(one() is not None for one in seen))
            seen.append(weakref.ref(planes))
            return watched(self.fail, heartbeat, lambda: None)

        def fail(self):
            raise OutOfMemory("did not fit")

    alive, seen = [], []
    gc.disable()  # it would come in its own time
    try:
        inpainter(Full()).fill(request_of())
    finally:
        gc.enable()
    assert alive == [0] * 4


def test_a_device_without_memory_gives_way_to_the_cpu_until_it_has_some():
    small, other = SmallEngine(0, device="cuda"), PaintingEngine()
    fills = inpainter(small, other=other)
    report = fills.fill(request_of()).report
    assert report.device == "cpu"
    assert report.working_sizes == ((384, 384),)
    assert [step.split(":")[0] for step in report.steps] == [
        "stub on cuda at 384", "stub on cuda at 384", "stub on cuda at 256", "stub on cuda at 128",
    ]  # fmt: skip
    assert report.moved == ""
    assert report.warnings[-1].startswith("this fill was made by the stub on cpu at 384, since stub on cuda at 384")
    assert small.trims == 1
    small.most = 10**9  # another program has ended
    report = fills.fill(request_of()).report
    assert (report.device, report.steps, fills.device) == ("cuda", (), "cuda")
    assert (small.closed, other.closed) == (False, False)
    fills.close()
    assert (small.closed, other.closed) == (True, True)


def test_what_breaks_behind_an_engine_that_lacks_memory_is_closed_alone():
    small, broken, other = SmallEngine(0, device="cuda"), BrokenEngine(), PaintingEngine()
    others = iter((Choice(broken, "a stub", runtime="broken"), Choice(other, "a stub", runtime="other")))
    first = Choice(small, "a stub", runtime="stub")
    fills = Inpainter(first, lambda _: next(others), weights_sha256="0" * 64, load_s=0.0)
    for _ in range(2):
        report = fills.fill(request_of()).report
        assert (report.device, report.moved) == ("cpu", "")
    assert (len(broken.planes), broken.closed, small.closed, other.closed) == (1, True, False, False)
    fills.close()


def test_a_device_that_breaks_is_not_tried_smaller():
    broken = BrokenEngine(device="cuda")
    report = inpainter(broken, other=PaintingEngine()).fill(request_of()).report
    assert len(broken.planes) == 1
    assert report.steps == ("stub on cuda at 384: stub broke: CUDA error 700",)
    assert report.device == "cpu"


@pytest.mark.parametrize("device", ["cuda", "cpu"])
def test_what_took_the_place_of_a_broken_engine_fills_from_then_on_and_that_is_told_once(device):
    broken, other = BrokenEngine(device=device), PaintingEngine()
    other.name = "other"
    fills = inpainter(broken, other=other)
    first, second = fills.fill(request_of()).report, fills.fill(request_of()).report
    assert first.moved == (
        f"fills run on CPU with other from now on, since stub on {device} at 384: stub broke: CUDA error 700"
    )
    assert first.warnings == second.warnings == ()
    assert (second.moved, len(broken.planes), len(other.planes)) == ("", 1, 4)
    assert second.steps == first.steps  # how it came to this engine stays known
    assert (fills.device, fills.engine, broken.closed, other.closed) == ("cpu", "other", True, False)
    assert "could not compute" in fills.why


def test_a_driver_that_breaks_in_its_end_too_does_not_cost_the_fill():
    class Stubborn(BrokenEngine):
        def close(self):
            raise RuntimeError("no device to close")

    fills = inpainter(Stubborn(device="cuda"), other=PaintingEngine())
    assert fills.fill(request_of()).report.device == "cpu"
    fills.close()


def test_a_fill_that_is_cancelled_on_the_other_engine_decides_nothing():
    class Waiting(PaintingEngine):
        def run(self, planes, heartbeat=None):
            cancelled.append(True)
            return super().run(planes, heartbeat)

    cancelled = []
    broken, other = BrokenEngine(device="cuda"), Waiting()
    fills = inpainter(broken, other=other)
    with pytest.raises(Cancelled):
        fills.fill(request_of(), cancelled=lambda: bool(cancelled))
    assert (fills.device, broken.closed) == ("cuda", False)
    fills.close()
    assert broken.closed
    assert other.closed, "it had been opened"


def test_an_engine_that_opens_after_a_cancel_is_let_go_and_opened_again():
    may_open, opened = threading.Event(), []

    def open_other(_):
        may_open.wait(MOMENT_S)
        engine = PaintingEngine()
        opened.append(weakref.ref(engine))
        return Choice(engine, "another", runtime="other")

    broken = BrokenEngine(device="cuda")
    fills = Inpainter(Choice(broken, "a stub", runtime="stub"), open_other, weights_sha256="0" * 64, load_s=0.0)
    with pytest.raises(Cancelled):
        fills.fill(request_of(), cancelled=lambda: bool(broken.planes))
    may_open.set()
    assert fills.fill(request_of()).report.device == "cpu"
    assert [engine() is not None for engine in opened] == [False, True]
    fills.close()


def test_a_broken_engine_behind_which_memory_is_lacking_stays_open_and_is_closed_in_the_end():
    broken, small = BrokenEngine(device="cuda"), SmallEngine(0)
    fills = inpainter(broken, other=small)
    for tries in (1, 2):
        report = fills.fill(request_of()).report
        assert (report.by_network, report.moved, len(broken.planes)) == (False, "", tries)
    assert (fills.device, broken.closed, small.closed) == ("cuda", False, False)
    fills.close()
    assert (broken.closed, small.closed) == (True, True)


def test_an_engine_that_lacks_memory_before_it_breaks_gives_its_place_up():
    class Failing(SmallEngine):
        def run(self, planes, heartbeat=None):
            if planes[0, 0].size <= self.most:
                raise RuntimeError("CUDA error 700")
            return super().run(planes, heartbeat)

    failing, other = Failing(200 * 200, device="cuda"), PaintingEngine()
    fills = inpainter(failing, other=other)
    report = fills.fill(request_of()).report
    assert [step.rpartition(": ")[2] for step in report.steps][-1] == "CUDA error 700"
    assert report.moved
    assert (fills.device, failing.closed, other.closed) == ("cpu", True, False)


def test_where_all_engines_break_that_is_said_and_the_next_fill_tries_them_again():
    engines = BrokenEngine(), BrokenEngine()
    fills = inpainter(engines[0], other=engines[1])
    for tries in (1, 2):
        with pytest.raises(EngineFailed, match="stub broke: CUDA error 700"):
            fills.fill(request_of())
        assert [len(engine.planes) for engine in engines] == [tries, tries]
    assert not any(engine.closed for engine in engines)


def test_a_compiler_that_breaks_gives_way_to_the_other_runtime(monkeypatch):
    """The real runtimes, of which the faster opens and then cannot make a single pass."""
    pytest.importorskip("onnxruntime")
    pytest.importorskip("openvino")

    def broken(engine, size):
        raise RuntimeError("Check 'false' failed at src/plugins/intel_cpu: no such instruction")

    monkeypatch.setattr("model.inference.engines.openvino.OpenVinoEngine._compile", broken)
    fills = Inpainter.load("cpu", threads=1)
    assert fills.engine.startswith("openvino")
    before = set(threading.enumerate())
    report = fills.fill(request_of(quality="fast")).report
    assert report.engine.startswith("onnxruntime")
    assert "no such instruction" in report.moved
    assert fills.engine == report.engine
    assert fills.fill(request_of(quality="fast")).report.moved == ""
    fills.close()
    assert begun_since(before) == set()


def test_without_any_memory_the_fill_is_classical_and_says_so():
    result = inpainter(SmallEngine(0, device="cuda")).fill(request_of())
    assert result.report.engine == "classical fill (Navier-Stokes)"
    assert not result.report.by_network
    assert result.report.device == "cpu"
    assert "classical fill" in result.report.warnings[-1]
    assert (result.candidates[0].pixels == 0).all()


def test_when_not_even_that_fits_it_is_refused(monkeypatch):
    def too_much(*_):
        raise MemoryError

    monkeypatch.setattr("model.inference.classical.diffused", too_much)
    with pytest.raises(OutOfMemory, match="brush a smaller hole"):
        inpainter(SmallEngine(0)).fill(request_of())


@pytest.mark.parametrize("engine", [PaintingEngine(np.nan), BrokenEngine()])
def test_a_broken_cpu_is_a_fault_not_a_picture(engine):
    with pytest.raises(EngineFailed):
        inpainter(engine).fill(request_of())


def test_a_device_that_answers_nonsense_gives_way_to_the_cpu():
    report = inpainter(PaintingEngine(np.nan, device="cuda"), other=PaintingEngine()).fill(request_of()).report
    assert report.device == "cpu"
    assert "not finite" in report.steps[0]


def test_requests_say_what_is_wrong_with_them():
    photo, hole = np.zeros((20, 20, 3), np.uint8), np.zeros((20, 20), bool)
    wrong = {"detail": "much"}, {"blend": -1}, {"match": 1.5}, {"match": float("nan")}
    for options in (*wrong, {"guidance": 1.6}, {"guidance": -0.1}, {"guidance": float("nan")}, {"guidance": "strong"}):
        with pytest.raises(Exception, match=next(iter(options))):
            FillRequest(photo, hole, **options)


def test_a_folder_may_be_named_by_text(tmp_path):
    with pytest.raises(BadWeights, match=r"manifest\.json"):
        Inpainter.load(folder=str(tmp_path))
