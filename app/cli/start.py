"""Runs one command of the command line and turns every end into an exit code."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from app.cli.exits import CommandLineError, Exit, one_line
from app.cli.parse import HELP, VERSION, EditorArguments, FillArguments, parse_doctor, parse_editor, parse_fill
from app.cli.streams import close_stdout, print_any_name, say
from app.signals import asking_to_end


def main(words: Sequence[str]) -> int:
    """Run the command that the words name. Nothing but the exit code comes out of it."""
    interrupt = _Interrupt()
    print_any_name()
    with interrupt.listening():
        try:
            return _run(words, interrupt)
        except SystemExit as leaving:  # argparse has printed its help
            return leaving.code if isinstance(leaving.code, int) else Exit.DONE
        except CommandLineError as fault:
            return _refuse_words(words, fault)
        except BrokenPipeError as fault:
            close_stdout()
            return _refuse(fault, as_json=False)
        except (Exception, KeyboardInterrupt) as fault:  # noqa: BLE001 - the process's border
            return _refuse(interrupt.cause_of(fault), as_json="--json" in words)


def run_editor(words: Sequence[str], start: Callable[..., int]) -> int:
    """Parse the editor's words and start it."""
    try:
        arguments = parse_editor(words)
    except CommandLineError as fault:
        return _refuse_words(words, fault)
    why = _why_no_screenshot(arguments)
    if why:
        sys.stderr.write(one_line(why) + "\n")
        return Exit.OUTPUT
    if arguments.screenshot is None and not arguments.edit and _are_missing(arguments.paths):
        for path in arguments.paths:  # before Qt, and with no window that would have nothing to show
            sys.stderr.write(one_line(f"{path}: no such file: main.py --help lists the commands") + "\n")
        return Exit.INPUT
    try:
        return start(list(arguments.paths), screenshot=arguments.screenshot, edit=arguments.edit)
    except ImportError as fault:
        if (fault.name or "PySide6").split(".")[0] != "PySide6":
            return _refuse(fault, as_json=False)
        line = f"the window cannot start ({fault}): install the packages that README.md names; fill runs without them"
        sys.stderr.write(one_line(line) + "\n")
        return Exit.FAULT
    except Exception as fault:  # noqa: BLE001 - the process's border
        return _refuse(fault, as_json=False)


def _why_no_screenshot(arguments: EditorArguments) -> str:
    """Why it cannot be written where it was asked for; empty where it can, or none was asked for."""
    if arguments.screenshot is None:
        return ""
    if Path(arguments.screenshot).suffix.lower() != ".png":
        return f"screenshot {arguments.screenshot} has a suffix that cannot be saved: choose .png"
    from app.cli.places import is_same  # 0.4 s of numpy and Pillow

    for path in arguments.paths:
        if is_same(Path(arguments.screenshot), Path(path)):
            return f"screenshot {arguments.screenshot} is the photo {path}: choose another name"
    from app.files.screenshot import can_go

    # A pattern that the shell has put file names in the place of: the first of them is some picture.
    if os.path.exists(arguments.screenshot) and not can_go(Path(arguments.screenshot)):
        return f"screenshot {arguments.screenshot} exists and is no earlier screenshot: choose another name"
    return ""


def _are_missing(paths: Sequence[str]) -> bool:
    """Whether there are some, and no file of any of these names: one is enough for a window, which names the others."""
    return bool(paths) and not any(os.path.lexists(path) for path in paths)


def _run(words: Sequence[str], interrupt: "_Interrupt") -> int:
    command = words[0]
    if command == "--version":
        say(VERSION + "\n")
        return Exit.DONE
    if command in ("--help", "-h"):
        say(HELP)
        return Exit.DONE
    if command == "doctor":
        as_json = parse_doctor(words[1:])
        from app.cli.doctor import run_doctor

        return run_doctor(as_json=as_json)
    return _fill(parse_fill(words[1:]), interrupt)


def _fill(arguments: FillArguments, interrupt: "_Interrupt") -> int:
    # 0.4 s of numpy and Pillow: a wrong command line is answered without them
    from app.cli.fill import run_fill
    from app.cli.voice import Voice

    voice = Voice(as_json=arguments.json, quiet=arguments.quiet)
    try:
        return run_fill(arguments, cancelled=interrupt.seen, voice=voice)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as fault:  # noqa: BLE001 - the process's border
        return voice.refusal(interrupt.cause_of(fault), str(arguments.photo))


class _Interrupt:
    """Whatever asks for the end, as KeyboardInterrupt and as a flag that a fill looks at."""

    def __init__(self) -> None:
        self._seen = False

    def seen(self) -> bool:
        return self._seen

    def cause_of(self, fault: BaseException) -> BaseException:
        """The fault, or the interrupt behind it: inside an import or a callback it may come out as any fault."""
        return KeyboardInterrupt() if self._seen else fault

    @contextmanager
    def listening(self) -> Iterator[None]:
        # Set even where SIGINT was inherited as ignored, as shells do for commands in the background.
        before = {number: signal.signal(number, self._come) for number in asking_to_end()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _come(self, _number: int, _frame: FrameType | None) -> None:
        if not self._seen:  # a second one would end the tidying up after the first
            self._seen = True
            raise KeyboardInterrupt


def _refuse_words(words: Sequence[str], fault: CommandLineError) -> int:
    """Said without Voice, whose table of faults imports numpy."""
    line = one_line(str(fault))
    sys.stderr.write(line + "\n")
    if "--json" in words:
        import json

        sys.stdout.write(json.dumps({"input": None, "error": line, "code": int(Exit.COMMAND_LINE)}) + "\n")
    return Exit.COMMAND_LINE


def _refuse(fault: BaseException, *, as_json: bool) -> int:
    from app.cli.voice import Voice

    return Voice(as_json=as_json).refusal(fault, None)
