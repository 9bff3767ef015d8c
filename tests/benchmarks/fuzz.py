"""Mutated files for every loader: how many are refused, how long the slowest takes, how much memory the largest.

    python -m tests.benchmarks.fuzz --inputs 10000 --seed 1

Each loader runs in a process of its own, which is ended when one input takes too long. Ends with 1 if any input gave
something else than a result or one line, took over 5 s, or brought a process over 2 GiB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.fuzzing import LOADERS, LONGEST_S, input_of, try_one

LARGEST_KB = 2 * 2**20
ROOT = Path(__file__).parents[2]


def child(name: str, seed: int, first: int, count: int) -> int:
    """Say what comes of each input, one line each; the number first, so that a hang or a crash has a name."""
    for number in range(first, first + count):
        print(json.dumps({"number": number}), flush=True)
        content = input_of(name, seed, number)
        try:
            refused, seconds = try_one(name, content)
            told = {"refused": refused, "seconds": seconds}
        except BaseException as fault:  # noqa: BLE001 - that is what is looked for
            told = {"fault": f"{type(fault).__name__}: {fault}", "trace": traceback.format_exc(limit=-3)}
        told["kb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps(told), flush=True)
    return 0


class Tally:
    """What a loader did with its inputs."""

    def __init__(self, name: str) -> None:
        self.name, self.done, self.refused, self.longest_s, self.kb = name, 0, 0, 0.0, 0
        self.found: list[str] = []

    def __str__(self) -> str:
        return (
            f"{self.name:13} {self.done:6} inputs, {self.refused:6} refused, slowest {self.longest_s:5.2f} s, "
            f"peak {self.kb / 1024:5.0f} MiB, {len(self.found)} findings"
        )


def run(name: str, seed: int, count: int) -> Tally:
    tally, first = Tally(name), 0
    while first < count:
        first = _run_from(tally, seed, first, count)
    return tally


def _run_from(tally: Tally, seed: int, first: int, count: int) -> int:
    """One process; the number to go on with."""
    words = ["--child", tally.name, str(seed), str(first), str(count - first)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.fuzz", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )  # what the libraries print of damaged files is not looked at
    number, answered = first - 1, True
    assert process.stdout is not None
    for line in process.stdout:
        told = json.loads(line)
        if "number" in told:
            number, answered = told["number"], False
            continue
        answered = True
        tally.done += 1
        tally.refused += told.get("refused", False)
        tally.longest_s = max(tally.longest_s, told.get("seconds", 0.0))
        if "fault" in told:
            tally.found.append(f"{tally.name} {seed} {number}: {told['fault']}\n{told['trace']}")
        if told.get("seconds", 0.0) > LONGEST_S:
            tally.found.append(f"{tally.name} {seed} {number}: {told['seconds']:.1f} s")
        if told["kb"] > LARGEST_KB >= tally.kb:
            tally.found.append(f"{tally.name} {seed} {number}: {told['kb'] / 2**20:.1f} GiB")
        tally.kb = max(tally.kb, told["kb"])
    if process.wait() or not answered:
        tally.found.append(f"{tally.name} {seed} {number}: the process ended with {process.returncode}")
    return number + 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000, help="of all loaders together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=LOADERS)
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(LOADERS)
    count = -(-arguments.inputs // len(names))
    tallies, began_s = [], time.perf_counter()
    for name in names:
        tallies.append(run(name, arguments.seed, count))
        print(tallies[-1], flush=True)
    for found in (line for tally in tallies for line in tally.found):
        print(found)
    print(
        f"{sum(t.done for t in tallies)} inputs in {time.perf_counter() - began_s:.0f} s, "
        f"{sum(t.refused for t in tallies)} refused, {sum(len(t.found) for t in tallies)} findings"
    )
    return 1 if any(tally.found for tally in tallies) else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))
        sys.exit(child(sys.argv[2], *map(int, sys.argv[3:6])))
    sys.exit(main())
