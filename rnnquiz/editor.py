"""An answer written in the learner's own editor ($VISUAL, $EDITOR).  Knows nothing of prompts."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from rnnquiz.safe import safe


def written(text: str) -> str | None:
    """The text as the editor left it; None, with a line that says why, when it gave none."""
    name = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.txt"
        file.write_text(text, encoding="utf-8", errors="replace")
        try:
            failed = subprocess.call([*shlex.split(name), str(file)])
            new = file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except (OSError, ValueError) as error:  # no such program, quotes that don't close, the file removed
            why = f"{name}: {getattr(error, 'strerror', None) or error}; set EDITOR to your editor"
        else:
            if not failed and new.strip():
                return new
            why = (
                f"{name} ended with {failed}; the answer is as it was"
                if failed
                else "an empty answer; nothing is graded"
            )
    sys.stdout.write(f"{safe(why)}\n")
    sys.stdout.flush()
    return None
