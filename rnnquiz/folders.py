"""Where the learner's data, config, state and cache live, and how a file there is replaced whole."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from rnnquiz.errors import DataError, UsageError


@dataclass(frozen=True)
class Folders:
    """`data` holds reviews and backups, `config` config.toml, `state` and `cache` what can be lost."""

    data: Path
    config: Path
    state: Path
    cache: Path

    @property
    def database(self) -> Path:
        return self.data / "reviews.db"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"


def folders() -> Folders:
    """`RNNQUIZ_HOME` for all four when it is set, else what the platform says.  Creates nothing."""
    home = os.environ.get("RNNQUIZ_HOME", "")
    if home:
        try:
            path = Path(home).expanduser().absolute()
        except RuntimeError:  # ~somebody
            raise UsageError(f"RNNQUIZ_HOME is {home!r}, and there is no such user; give a folder") from None
        return Folders(path, path, path, path)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("rnnquiz", appauthor=False)
    return Folders(dirs.user_data_path, dirs.user_config_path, dirs.user_state_path, dirs.user_cache_path)


def make(folder: Path) -> None:
    """Create a folder and its parents, for the learner's eyes only.  Raises DataError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DataError(
            f"{folder}: the folder can't be made ({error.strerror}); free it, or set RNNQUIZ_HOME to another"
        ) from error


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half.  Raises DataError."""
    make(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise DataError(f"{path}: can't be written ({error.strerror}); the old file is untouched") from error


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut (a folder can't be opened on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
