"""What kind of terminal this is: whether to be plain, whether it shows more than ASCII.  Writes nothing."""

import os
from typing import TextIO

from rnnquiz.options import Options


def is_plain(options: Options) -> bool:
    """Asked for with --plain, by a screen reader (ACCESSIBLE), or by a terminal that can't do more."""
    return options.plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"


def shows_unicode(stream: TextIO) -> bool:
    """Whether the stream's encoding is a form of UTF."""
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")
