"""The promoted network, which is begun as soon as it is known that a test asks for it."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.model.export.promotion import parities_in

ROOT = Path(__file__).parents[3]
FOLDER = pytest.StashKey[tempfile.TemporaryDirectory]()
PROCESS = pytest.StashKey[subprocess.Popen]()


def pytest_collection_finish(session):
    """Begin in the background: tests of other things come first, and a second core is idle meanwhile."""
    stash = session.config.stash
    asked = any("promoted" in getattr(item, "fixturenames", ()) for item in session.items)
    if asked and not session.config.option.collectonly:
        stash[FOLDER] = tempfile.TemporaryDirectory()
        command = [sys.executable, "-m", "tests.model.export.promotion", stash[FOLDER].name]
        stash[PROCESS] = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )


def pytest_sessionfinish(session):
    """Leave nothing running, however the session ends."""
    stash = session.config.stash
    if PROCESS in stash:
        stash[PROCESS].kill()
        stash[PROCESS].communicate()
        stash[FOLDER].cleanup()


@pytest.fixture(scope="session")
def promoted(pytestconfig):
    """A random network promoted from a state, with its parities."""
    process, folder = pytestconfig.stash[PROCESS], Path(pytestconfig.stash[FOLDER].name)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 0, told
    return folder / "weights", parities_in(folder)
