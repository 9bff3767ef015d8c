"""What can go wrong with a file, each as one line: what, which, what to do."""

from app.files.line import Line


class FileError(Exception):
    """Root of all faults of a file that a person can act on."""


class InputRefused(FileError):
    """A file cannot be read, or not be used: missing, damaged, over a limit, of another size."""


class TooLarge(InputRefused):
    """It may be whole, but is over a limit or does not fit into memory: never a reason to call a file damaged."""


class OutputRefused(FileError):
    """A file cannot be written: its folder, its format or its name is in the way."""


def reason(fault: Exception) -> str:
    """The system's own words for a fault, without file names: those are in the line already."""
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror.lower()
    return " ".join(str(fault).split()) or type(fault).__name__


def why_unread(fault: OSError | ValueError) -> str:
    """What is said of a file or a folder that the system does not let us read, behind its name."""
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return Line("is missing: check the path")
    if isinstance(fault, PermissionError):
        return Line("may not be read: check its permissions")
    return Line("cannot be read ({reason}): check the path", reason=reason(fault))
