"""python -m model.export --state RUN/step-NNNNNNNN --out weights [--gates report.json]"""

import argparse
import json
import sys
from pathlib import Path

from model.export.promote import NotEqual, promote


def main() -> int:
    """Promote a state as the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m model.export", description="Export a training state.")
    parser.add_argument("--state", type=Path, required=True, help="a state folder of a training run")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights and their manifest")
    parser.add_argument("--gates", type=Path, help="JSON report of model.evaluation, kept in the manifest")
    arguments = parser.parse_args()
    gates = json.loads(arguments.gates.read_text()) if arguments.gates else {}
    try:
        parities = promote(arguments.state, arguments.out, gates=gates)
    except NotEqual as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    for parity in parities:
        sys.stdout.write(
            f"{parity.size[1]}x{parity.size[0]}: torch and onnxruntime differ by {parity.difference:.1e}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
