"""What kind of terminal this is: plain or not, more than ASCII or not, how wide.  Writes nothing."""

import os
from typing import TextIO

from rnnquiz.options import Options


def is_plain(options: Options) -> bool:
    """Asked for with --plain, by a screen reader (ACCESSIBLE), or by a terminal that can't do more."""
    return options.plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"


def shows_unicode(stream: TextIO) -> bool:
    """Whether the stream's encoding is a form of UTF, and no locale is set that has ASCII only.

    Python writes UTF-8 under LC_ALL=C all the same (PEP 540); the terminal of whoever set it may not show it.
    """
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf") and locale not in ("C", "POSIX")


def folded(line: str, stream: TextIO) -> str:
    """A long line for a terminal: broken between words, later lines further in; as it is in a pipe."""
    if not stream.isatty():
        return line
    import shutil
    import textwrap

    columns = shutil.get_terminal_size().columns
    parts = textwrap.wrap(
        line, max(20, columns), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(parts)
