"""Several sessions at once, each killed and looked at; prints their outcomes as JSON, in the order of the seeds.

python -m tests.app.editor.safety.kills FOLDER PHOTO SEED…, with «fill» after the seed of one that is killed when a
fill shows, as in 4fill
"""

import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.app.editor.safety.kills.judging import Outcome
from tests.app.editor.safety.kills.once import kill_once

AT_ONCE = 3
"""Such a session is mostly waiting."""


def _killed(folder: Path, photo: Path, word: str) -> Outcome:
    home = folder / word
    home.mkdir()
    return kill_once(home, photo, int(word.removesuffix("fill")), at_fill=word.endswith("fill"))


def main() -> None:
    folder, photo, *words = sys.argv[1:]
    with ProcessPoolExecutor(AT_ONCE, multiprocessing.get_context("fork")) as pool:
        sessions = [pool.submit(_killed, Path(folder), Path(photo), word) for word in words]
        sys.stdout.write(json.dumps([asdict(session.result()) for session in sessions]) + "\n")


if __name__ == "__main__":
    main()
