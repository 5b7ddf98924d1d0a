"""What can go wrong that a person can put right.  Holds no logic and imports nothing of ours.

RnnquizError          1  failed while running
├── UsageError        2  unknown id, name or option
├── BankError         3  a question bank is invalid
└── DataError         4  the learner's data can't be read or written

Every message says what is wrong, where, and what to do; `rnnquiz.__main__` prints it as one line.
"""


class RnnquizError(Exception):
    """Something failed while running.  `exit_code` is what the process returns."""

    exit_code = 1


class UsageError(RnnquizError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class BankError(RnnquizError):
    """A question bank is invalid.  `faults` are its lines, `file:line: id: what; what to do`."""

    exit_code = 3

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class DataError(RnnquizError):
    """The learner's data can't be read or written."""

    exit_code = 4


def did_you_mean(word: str, known: list[str]) -> str:
    """`did you mean 'lstm-cell'?` for the nearest known word, or an empty string."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""
