"""python -m model.evaluation SUITE [--size 128] [--weights FOLDER | --state FOLDER]"""

import argparse
import json
import sys
from pathlib import Path

from model.evaluation.fills import CLASSICAL, Fill, classical, shipped_network, state_network, whole_fill
from model.evaluation.report import Row, run, write_table
from model.evaluation.suites import KINDS, cases
from model.inference.weights import FOLDER


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m model.evaluation", description="Measure fills inside the holes of a suite of pictures."
    )
    parser.add_argument("suite", type=Path, help="folder with photos/, masks/brush, masks/rect, sketches/…")
    parser.add_argument("--size", type=int, help="reduce or enlarge the suite to squares of this side")
    parser.add_argument("--limit", type=int, help="only the first so many pictures")
    parser.add_argument("--weights", type=Path, default=FOLDER, help="weights folder (default: the shipped one)")
    parser.add_argument("--state", type=Path, help="measure a training state instead of shipped weights")
    parser.add_argument("--only", help="fills to run, comma between: " + ", ".join([*CLASSICAL, *OURS]))
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--keep", type=Path, help="folder for the filled pictures")
    return parser.parse_args(arguments)


OURS = ("network", "network-guided", "fill")


def fills(arguments: argparse.Namespace) -> dict[str, tuple[Fill, bool]]:
    """The fills to run by name, each with whether it gets the strokes."""
    ours = state_network(arguments.state) if arguments.state else shipped_network(arguments.weights)
    found: dict[str, tuple[Fill, bool]] = {name: (classical(name), False) for name in CLASSICAL}
    found["network"] = (ours, False)
    found["network-guided"] = (ours, True)
    if not arguments.state:
        found["fill"] = (whole_fill(arguments.weights), False)
    if arguments.only:
        names = arguments.only.split(",")
        found = {name: found[name] for name in names if name in found}
    return found


def main() -> int:
    """Measure as the command line says; the exit code."""
    arguments = parse()
    if not (arguments.suite / "photos").is_dir():
        sys.stderr.write(f"no photos in {arguments.suite}: give a folder with photos/ and masks/\n")
        return 3
    rows: dict[str, dict[str, Row]] = {}
    for kind in KINDS:
        rows[kind] = {}
        for name, (fill, guided) in fills(arguments).items():
            suite = cases(arguments.suite, kind, size=arguments.size, limit=arguments.limit)
            keep = arguments.keep / name / kind if arguments.keep else None
            rows[kind][name] = run(fill, suite, guided=guided, keep=keep)
    write_table(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps({"size": arguments.size, **rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
