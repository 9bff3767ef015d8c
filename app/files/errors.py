"""What can go wrong with a file, each as one line: what, which, what to do."""


class FileError(Exception):
    """Root of all faults of a file that a person can act on."""


class InputRefused(FileError):
    """A file cannot be read, or not be used: missing, damaged, over a limit, of another size."""


class OutputRefused(FileError):
    """A file cannot be written: its folder, its format or its name is in the way."""
