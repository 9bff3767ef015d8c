"""The one door: editor, fill, doctor."""

import sys
from contextlib import suppress

COMMANDS = ("fill", "doctor", "--version", "--help", "-h")


def main(words: list[str] | None = None) -> int:
    """Run what the first word names, else the editor; the exit code."""
    words = sys.argv[1:] if words is None else words
    try:
        from app.cli.streams import open_missing

        open_missing()
        if words and words[0] in COMMANDS:
            from app.cli.start import main as run_command  # Qt, 0.3 s, is for the editor alone

            return run_command(words)
        from app.cli.start import run_editor

        return run_editor(words, _start_editor)
    except KeyboardInterrupt:  # before there was anybody to look out for it
        with suppress(OSError):
            sys.stderr.write("interrupted: nothing is half-written\n")
        return 130


def _start_editor(paths: list[str], *, screenshot: str | None, edit: bool) -> int:
    from app.editor.start import main as start_editor  # Qt: a wrong command line is answered without it

    return start_editor(paths, screenshot=screenshot, edit=edit)


if __name__ == "__main__":
    sys.exit(main())
