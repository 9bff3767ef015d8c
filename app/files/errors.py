"""What can go wrong with a file, each as one line: what, which, what to do."""

import errno

from app.files.line import Line

_REASONS = {
    errno.ENOENT: Line("no such file or directory"),
    errno.EACCES: Line("permission denied"),
    errno.EPERM: Line("operation not permitted"),
    errno.ENOSPC: Line("no space left on device"),
    errno.EDQUOT: Line("disk quota exceeded"),
    errno.EROFS: Line("read-only file system"),
    errno.EISDIR: Line("is a directory"),
    errno.ENOTDIR: Line("not a directory"),
    errno.EEXIST: Line("file exists"),
    errno.ENAMETOOLONG: Line("file name too long"),
    errno.EFBIG: Line("file too large"),
    errno.ELOOP: Line("too many levels of symbolic links"),
    errno.EMFILE: Line("too many open files"),
    errno.EBUSY: Line("device or resource busy"),
    errno.EIO: Line("input/output error"),
    errno.ESTALE: Line("stale file handle"),
    errno.ETIMEDOUT: Line("connection timed out"),
}
"""The system's words for what happens to files most, as Linux has them: it says them in English, whoever asks."""


class FileError(Exception):
    """Root of all faults of a file that a person can act on."""


class InputRefused(FileError):
    """A file cannot be read, or not be used: missing, damaged, over a limit, of another size."""


class TooLarge(InputRefused):
    """It may be whole, but is over a limit or does not fit into memory: never a reason to call a file damaged."""


class OutputRefused(FileError):
    """A file cannot be written: its folder, its format or its name is in the way."""


def reason(fault: Exception) -> str:
    """The system's own words for a fault, without file names: those are in the line already. A line that can be said
    in another language where it is one of the usual ones."""
    if isinstance(fault, OSError) and fault.strerror:
        return _REASONS.get(fault.errno or 0, fault.strerror.lower())
    return " ".join(str(fault).split()) or type(fault).__name__


def why_unread(fault: OSError | ValueError) -> str:
    """What is said of a file or a folder that the system does not let us read, behind its name."""
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return Line("is missing: check the path")
    if isinstance(fault, PermissionError):
        return Line("may not be read: check its permissions")
    return Line("cannot be read ({reason}): check the path", reason=reason(fault))
