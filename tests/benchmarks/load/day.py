"""A day of 24 hours at the desk: one step every twenty seconds, by the script that the kills benchmark plays, too."""

from __future__ import annotations

from tests.app.editor.safety.kills.script import WEIGHTS, Script
from tests.benchmarks.load.desk import Desk, Sizes, timed
from tests.benchmarks.load.report import Report

SIZE = (900, 600)
STEPS = 24 * 3600 // 20
WARM_UP = 120
"""Steps before anything is compared: the first layers come, and what the program loads once."""
BUDGET_MB = 128
MOST_LAYERS = 12
"""A person flattens, too; what each layer costs is measured by itself."""


def measure(report: Report, *, quick: bool) -> None:
    steps = STEPS // 20 if quick else STEPS
    report.say(f"a day of {steps:,} steps on {SIZE[0]}×{SIZE[1]}, a history of {BUDGET_MB} MiB")
    with Desk(*SIZE, history_mb=BUDGET_MB) as desk:
        script = Script(desk.window, 1, desk.root / "work.ora", {**WEIGHTS, "zoom": 6, "export": 1})
        for _ in range(WARM_UP):
            _step(desk, script)
        took_s: list[float] = []
        samples = [_sample(desk)]
        report.say(f"  begins with {samples[0]}")
        for number in range(steps):
            took_s.append(timed(lambda: _step(desk, script)))
            if (number + 1) % (steps // 9) == 0:
                samples.append(_sample(desk))
                report.say(f"  after {number + 1:,}: {samples[-1]}")
        _judge(report, desk, took_s, samples, 3.0 if quick else 1.3)  # a tenth of few steps is mostly chance


def _step(desk: Desk, script: Script) -> None:
    script.act()
    desk.rest()
    if len(desk.document.layers) > MOST_LAYERS:
        desk.window.merging.flatten()
        desk.rest()
    if script.random.random() < 0.2:  # in a person's day more than five seconds have gone by each time
        desk.safety.recovery.keep()


def _sample(desk: Desk) -> Sizes:
    """With nothing undone, for whose sake the history might hold more than its budget."""
    for _ in range(2):
        desk.window.session.invert_mask()
    desk.settle()
    return desk.sizes()


def _judge(report: Report, desk: Desk, took_s: list[float], samples: list[Sizes], most: float) -> None:
    first, middle, last = samples[0], samples[len(samples) // 2], samples[-1]
    report.growth("a step", took_s, most)
    report.figure("memory grown over the day", (last.resident - first.resident) / 2**20, "MiB", BUDGET_MB + 96)
    report.figure("memory grown in its second half", (last.resident - middle.resident) / 2**20, "MiB", 64)
    report.figure("what the history holds at most", max(one.history for one in samples) / 2**20, "MiB", BUDGET_MB)
    report.figure("files of recovery that belong to no state", desk.leftovers(), "", 0)
    for name in ("threads", "files", "objects", "timers"):
        most = max(getattr(one, name) for one in samples[:3])
        report.figure(f"{name} more than in the first hours", getattr(last, name) - most, "", 0)
