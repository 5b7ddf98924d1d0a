"""Reads what a person types: an answer of many lines, one key, a choice.  Shows and grades nothing.

On a terminal prompt_toolkit in line mode, never full screen: Enter submits, a paste keeps its lines, and what
was pasted too much never reaches the shell.  Elsewhere (`--plain`, a dumb terminal, a screen reader, a pipe)
plain lines, ended by an empty one.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnquiz.screen import Screen

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import ColorDepth

LONGEST = 65_536  # characters kept of a typed answer


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person gave: an answer with the seconds it took, or the name of a command."""

    text: str = ""
    command: str = ""
    seconds: float = 0.0


def ask_once(screen: Screen, vi: bool = False) -> str:
    """One answer outside a session.  Raises KeyboardInterrupt on Ctrl-C or end of input without one."""
    typed = read_answer(screen, vi, {"/quit": "quit"})
    if typed.command:
        raise KeyboardInterrupt
    return typed.text


def read_answer(screen: Screen, vi: bool, commands: Mapping[str, str]) -> Typed:
    """An answer, or one of the commands (`/hint` -> hint).  Ctrl-D and Ctrl-C on nothing are "quit"."""
    started = time.monotonic()
    reader = _rich_answer if can_edit(screen) else _plain_answer
    text = reader(vi, commands)
    if text is None:
        return Typed(command="quit")
    word = text.strip()
    if word in commands:
        return Typed(command=commands[word])
    return Typed(text[:LONGEST], seconds=time.monotonic() - started)


def read_key(screen: Screen, keys: Mapping[str, str], default: str) -> str:
    """One of the keys, as the name it stands for; Enter is the default, Ctrl-D is "quit"."""
    if can_edit(screen):
        return _rich_key(keys, default)
    while True:
        line = _line("> ")
        if line is None:
            return "quit"
        word = line.strip().lower()
        if not word:
            return default
        if word in keys:
            return keys[word]
        sys.stdout.write(f"one of {', '.join(keys)}, or Enter\n")


def read_choice(screen: Screen, count: int) -> int | None:
    """A number from 1 to `count`, or None when the person thinks better of it."""
    while True:
        line = _line(f"which one, 1 to {count} (Enter: none)? ")
        if line is None or not line.strip():
            return None
        if line.strip().isdecimal() and 1 <= int(line) <= count:
            return int(line)


def can_edit(screen: Screen) -> bool:
    """Whether an answer is typed in the editor; else line by line, ended by an empty one."""
    return screen.asks and not screen.plain and sys.stdout.isatty()


# ---- plain lines -----------------------------------------------------------------------------------------


def _line(prompt: str) -> str | None:
    if sys.stdin.isatty():
        sys.stdout.write(prompt)
    sys.stdout.flush()
    data = sys.stdin.buffer.readline(4 * LONGEST)
    if not data:
        return None
    return data.decode("utf-8", errors="replace").rstrip("\r\n")


def _plain_answer(vi: bool, commands: Mapping[str, str]) -> str | None:
    """Lines up to an empty one; a command alone on the first line."""
    lines: list[str] = []
    while True:
        line = _line("> " if not lines else ". ")
        if line is None:
            return "\n".join(lines) if lines else None
        if not lines and line.strip() in commands:
            return line.strip()
        if not line.strip():
            if lines:
                _flush_terminal()
                return "\n".join(lines)
            continue
        lines.append(line)


def _flush_terminal() -> None:
    """Drop what was pasted beyond the answer, so that it answers nothing else."""
    if sys.stdin.isatty():
        try:
            import termios

            termios.tcflush(sys.stdin, termios.TCIFLUSH)
        except ImportError:  # Windows
            pass


# ---- prompt_toolkit --------------------------------------------------------------------------------------


def _rich_answer(vi: bool, commands: Mapping[str, str]) -> str | None:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.filters import vi_mode, vi_navigation_mode
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    from rnnquiz import editor

    bindings = KeyBindings()

    @bindings.add("enter")
    def _submit(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.current_line_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.insert_text("\n")
        elif buffer.text.strip():
            buffer.validate_and_handle()

    @bindings.add("c-j")
    @bindings.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @bindings.add("c-c")
    def _clear(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt)

    @bindings.add("c-d")
    def _end(event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            event.current_buffer.validate_and_handle()
        else:
            event.app.exit(exception=EOFError)

    # Not prompt_toolkit's own: that grades an emptied file, and fails on bytes that are no text.
    @bindings.add("c-x", "c-e", filter=~vi_mode)
    @bindings.add("v", filter=vi_navigation_mode)
    async def _edit(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = await run_in_terminal(lambda: editor.written(buffer.text), in_executor=True)
        if text is not None:
            buffer.text = text
            buffer.validate_and_handle()

    def create() -> PromptSession[str]:
        return PromptSession(
            "> ", multiline=True, vi_mode=vi, key_bindings=bindings, history=DummyHistory(),
            prompt_continuation="  ", mouse_support=False, reserve_space_for_menu=0, enable_suspend=True,
            include_default_pygments_style=False, color_depth=_depth(),
        )  # fmt: skip

    return _prompted(create)


def _rich_key(keys: Mapping[str, str], default: str) -> str:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    def accept(event: KeyPressEvent) -> None:
        key = event.key_sequence[0].key
        event.app.exit(result="" if key in (Keys.ControlM, Keys.ControlJ) else str(key))

    for key in ("enter", "c-j", *keys):  # an Enter pressed before the prompt was ready arrives as Ctrl-J
        bindings.add(key)(accept)
        if key.isalpha() and len(key) == 1:
            bindings.add(key.upper())(accept)

    @bindings.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @bindings.add("c-d")
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    @bindings.add(Keys.Any)
    def _ignore(event: KeyPressEvent) -> None:
        """Any other key does nothing."""

    def create() -> PromptSession[str]:
        return PromptSession(
            "", key_bindings=bindings, history=DummyHistory(), mouse_support=False, reserve_space_for_menu=0,
            enable_suspend=True, include_default_pygments_style=False, color_depth=_depth(),
        )  # fmt: skip

    pressed = _prompted(create)
    if pressed is None:
        return "quit"
    return keys.get(pressed.lower(), default) if pressed else default


def _prompted(create: "Callable[[], PromptSession[str]]") -> str | None:
    """Run a prompt; None at the end of input.  Raises KeyboardInterrupt."""
    if os.environ.get("TERM", "unknown") in ("unknown", "") or "WSL_DISTRO_NAME" in os.environ:
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")  # else a warning stands in the answer
    from prompt_toolkit.input.typeahead import clear_typeahead

    session = create()
    # Without bracketed paste the rest of a pasted answer would answer the next question.
    clear_typeahead(session.app.input)
    try:
        return session.prompt()
    except EOFError:
        return None


def _depth() -> "ColorDepth | None":
    from prompt_toolkit.output import ColorDepth

    return ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None
