"""What lists show of a bank: ids, topics, texts; from the cache where it has them.  Knows no pattern.

The cache is keyed by CRC-32, Adler-32 and length of every file's name and bytes: any edit is another key.
(SHA-256 would load OpenSSL, a twentieth of what `due` costs; nobody forges a cache of their own.)
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnquiz import __version__, content
from rnnquiz.errors import BankError, UsageError, did_you_mean

if TYPE_CHECKING:
    from rnnquiz.bank import Bank, Question

MAX_BYTES = 8_000_000  # of a bank file
FORMAT = 3  # of the compiled form; raise it when the dataclasses of a bank change


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as lists show it: without patterns, answers and examples."""

    id: str
    topic: str
    text: str
    sources: tuple[str, ...]
    concepts: tuple[tuple[str, int], ...]  # id and weight
    demo: str | None

    @classmethod
    def of(cls, question: "Question") -> "Entry":
        """The entry of a question."""
        concepts = tuple((concept.id, concept.weight) for concept in question.concepts)
        return cls(question.id, question.topic, question.text, question.sources, concepts, question.demo)


@dataclass(frozen=True, slots=True)
class Index:
    """The questions of a bank as lists show them: all that `due` and `questions` need, a fiftieth of it."""

    entries: tuple[Entry, ...]
    topics: Mapping[str, str]  # id -> title

    @classmethod
    def of(cls, bank: "Bank") -> "Index":
        """The index of a bank."""
        return cls(tuple(Entry.of(question) for question in bank.questions), bank.topics)

    def in_topic(self, topic: str | None) -> tuple[Entry, ...]:
        """The entries of a topic, or all.  Raises UsageError with the nearest topic."""
        check_topic(topic, self.topics)
        return tuple(entry for entry in self.entries if topic in (None, entry.topic))


def check_topic(topic: str | None, topics: Iterable[str]) -> None:
    """Raises UsageError with the nearest topic when it is none of `topics`."""
    known = list(topics)
    if topic is not None and topic not in known:
        near = did_you_mean(topic, known)
        raise UsageError(f"no topic {topic!r}; {near or 'topics: ' + ', '.join(known)}")


def bank_paths(given: tuple[Path, ...], environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The banks of this run: those of --bank alone, else ours and those of RNNQUIZ_BANK."""
    if given:
        return given
    more = environment.get("RNNQUIZ_BANK", "")
    separated = more.split(";" if ";" in more else ":") if more else []
    return (content.folder("questions"), *(Path(path) for path in separated if path))


def load_index(paths: tuple[Path, ...], cache: Path | None) -> Index:
    """The index of the bank of these paths.  Raises BankError with every fault."""
    data, compiled = read(paths, cache)
    if compiled:
        try:
            form = json.loads(index_file(compiled).read_bytes())
            return Index(tuple(_entry(*row) for row in form["entries"]), form["topics"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # absent, or not ours: it is made again
    from rnnquiz.bankcache import compiled_bank

    return Index.of(compiled_bank(paths, data, compiled))


def _entry(
    name: str, topic: str, text: str, sources: list[str], concepts: list[list[Any]], demo: str | None
) -> Entry:
    return Entry(name, topic, text, tuple(sources), tuple((one, weight) for one, weight in concepts), demo)


def index_file(compiled: Path) -> Path:
    """Where the index lies beside a compiled bank."""
    return compiled.with_suffix(".index")


def read(paths: tuple[Path, ...], cache: Path | None) -> tuple[dict[Path, bytes], Path | None]:
    """The bytes of every file, and where their compiled form belongs."""
    data = {file: _bytes(file) for path in paths for file in files_of(path)}
    cyclic = adler = size = 0
    for file, held in ((f"{__version__} {FORMAT}", b""), *data.items()):
        for part in (str(file).encode("utf-8", "surrogatepass"), b"\0", held, b"\0"):
            cyclic, adler, size = zlib.crc32(part, cyclic), zlib.adler32(part, adler), size + len(part)
    return data, cache / f"bank-{cyclic:08x}{adler:08x}{size:x}.json" if cache else None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as open_file:
            return open_file.read(MAX_BYTES + 1)  # `--bank /dev/zero` has no end
    except OSError as error:
        raise BankError(
            [f"{file}: can't be read ({error.strerror}); check the path and its permissions"]
        ) from None


def files_of(path: Path) -> list[Path]:
    """The YAML files that a bank path names.  Raises BankError when there are none."""
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
            if not files:
                why = "no .yaml file in this folder; give a bank file or a folder of them"
                raise BankError([f"{path}: {why}"])
            return files
        if not path.exists():
            raise BankError([f"{path}: no such file or folder; check --bank and RNNQUIZ_BANK"])
    except OSError as error:  # a name too long, a folder that may not be entered
        raise BankError(
            [f"{path}: can't be read ({error.strerror}); check --bank and RNNQUIZ_BANK"]
        ) from None
    return [path]
