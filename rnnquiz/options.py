"""The options that every command takes.  Holds them; decides nothing."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What the person asked of every command: which banks, and how to talk."""

    banks: tuple[Path, ...] = ()
    plain: bool = False
    color: bool = True
    input: bool = True
    quiet: bool = False
    debug: bool = False

    def merged(self, other: "Options") -> "Options":
        """Both places count: `rnnquiz --plain due` and `rnnquiz due --plain`."""
        return Options(
            banks=self.banks + other.banks,
            plain=self.plain or other.plain,
            color=self.color and other.color,
            input=self.input and other.input,
            quiet=self.quiet or other.quiet,
            debug=self.debug or other.debug,
        )
