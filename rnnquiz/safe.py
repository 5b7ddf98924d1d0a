"""The one gate for text from outside: answers, banks, file names, errors.  Draws nothing."""

import unicodedata

# Marks that reorder or hide text: bidirectional overrides and isolates, and the zero-width ones.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEPT = {"\n", "\u200c", "\u200d"}  # new lines, and the joiners that emoji and some scripts need


def safe(text: str) -> str:
    """The text with every control code, escape sequence and bidirectional mark made visible.

    >>> safe("h[t-1] \\x1b[2J")
    'h[t-1] \\\\x1b[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(mark) for mark in text.replace("\r\n", "\n").replace("\t", "    "))


def _visible(mark: str) -> str:
    if mark in _KEPT or unicodedata.category(mark) not in _HIDDEN:
        return mark
    code = ord(mark)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
