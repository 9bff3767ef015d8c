"""How much is lost when the editor is killed: many times, each at another moment of another session.

    python -m tests.benchmarks.kills --kills 50
    python -m tests.benchmarks.kills --kills 100 --at-fill

--at-fill: each of them in the moment in which a fill shows, or up to 50 ms after it; else at any moment.
The pause between a change and its writing is one second here instead of five, so that there is something to lose
within seconds. Prints one line a kill and a summary; ends with 1 if anything was lost that must not be.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.app.conftest import noise
from tests.app.editor.safety.kills.driver import PAUSE_MS, rests
from tests.app.editor.safety.kills.once import kill_once


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1000, help="of the first session")
    parser.add_argument("--size", type=int, nargs=2, default=(400, 300), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--at-fill", action="store_true", help="when a fill shows")
    arguments = parser.parse_args()
    outcomes = []
    for seed in range(arguments.seed, arguments.seed + arguments.kills):
        with tempfile.TemporaryDirectory() as folder:
            photo = Path(folder) / "photo.png"
            Image.fromarray(noise(*arguments.size)).save(photo)
            outcome = kill_once(Path(folder), photo, seed, at_fill=arguments.at_fill)
        outcomes.append(outcome)
        said = "; ".join(outcome.problems) or "whole"
        print(
            f"seed {seed}: {outcome.states} states, {outcome.fills} fills, lost {outcome.lost_s:.2f} s "
            f"and {outcome.lost_fills} fills: {said}",
            flush=True,
        )
    bad = [outcome for outcome in outcomes if outcome.problems]
    seeded = zip(range(arguments.seed, arguments.seed + arguments.kills), outcomes, strict=True)
    waits = sorted(wait for seed, outcome in seeded for wait in outcome.hidden_s if not rests(seed))
    lost = [outcome.lost_s for outcome in outcomes]
    print(
        f"{len(outcomes)} kills, {len(bad)} with problems; pause {PAUSE_MS / 1000:g} s, oldest change lost "
        f"{max(lost):.2f} s (median {statistics.median(lost):.2f} s); {sum(o.fills for o in outcomes)} fills shown, "
        f"{sum(o.lost_fills for o in outcomes)} lost"
    )
    if waits:
        median, late, longest = (
            1000 * wait for wait in (statistics.median(waits), waits[int(len(waits) * 0.99)], waits[-1])
        )
        print(
            f"where the disk is as it is, a fill showed {median:.0f} ms after it was done, since it was written first "
            f"(median), {late:.0f} ms (99 of 100), {longest:.0f} ms (longest)"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
