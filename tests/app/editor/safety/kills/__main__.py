"""The editor that is killed, and the one that looks what is left."""

import sys
from pathlib import Path

from tests.app.editor.safety.kills.driver import collect, drive

if __name__ == "__main__":
    if sys.argv[1] == "drive":
        sys.exit(drive(int(sys.argv[2]), sys.argv[3] == "fill", *map(Path, sys.argv[4:])))
    sys.exit(collect(Path(sys.argv[2])))
