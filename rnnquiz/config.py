"""What the learner set, in config.toml: each value checked, and known by where it came from.  Light."""

import dataclasses
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from rnnquiz import schedule
from rnnquiz.clock import DAY_START, FIRST_YEAR, LAST_YEAR
from rnnquiz.errors import DataError, UsageError, did_you_mean
from rnnquiz.folders import replace_file
from rnnquiz.schedule import Plan

Origin = Literal["default", "file", "environment"]


@dataclass(frozen=True)
class Config:
    """Every setting.  `origins` says of each where it came from."""

    desired_retention: float = 0.9
    day_start: int = DAY_START
    new_per_day: int = 10
    interview_date: date | None = None
    keep_answers: bool = True
    editing_mode: str = "emacs"
    weights: tuple[float, ...] = schedule.DEFAULT_WEIGHTS
    origins: Mapping[str, Origin] = dataclasses.field(default_factory=dict)

    def plan(self) -> Plan:
        return Plan(self.desired_retention, self.interview_date, self.weights)

    def origin(self, key: str) -> Origin:
        return self.origins.get(key, "default")


KEYS = tuple(field.name for field in dataclasses.fields(Config) if field.name != "origins")


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings: `RNNQUIZ_<KEY>` before the file before the defaults.

    Raises UsageError naming the file and key (or line) of the first fault, DataError when it can't be read.
    """
    values: dict[str, object] = {}
    origins: dict[str, Origin] = {}
    for key, raw in _read(path).items():
        values[key] = _checked(key, raw, str(path))
        origins[key] = "file"
    for key in KEYS:
        name = f"RNNQUIZ_{key.upper()}"
        if environ.get(name):
            values[key] = _checked(key, _from_text(key, environ[name], name), name)
            origins[key] = "environment"
    return Config(**values, origins=origins)  # type: ignore[arg-type]


def put(path: Path, key: str, text: str) -> Config:
    """Set one value in the file, leaving its other lines and comments as they are; the settings after it."""
    check_key(key)
    value = _checked(key, _from_text(key, text, key), key)
    line = f"{key} = {_toml(value)}" if value is not None else None
    lines = _text(path).splitlines()
    _read(path)  # a faulty file is said first, and stays as it is
    at = next((n for n, old in enumerate(lines) if re.match(rf"\s*{key}\s*=", old)), None)
    if at is not None:
        lines[at : at + 1] = [line] if line else []
    elif line:
        lines.append(line)
    text = "".join(f"{one}\n" for one in lines)
    _parse(text, path)  # a value over several lines would break here, before anything is written
    replace_file(path, text.encode())
    return load(path)


def shown(value: object) -> str:
    """A value as `rnnquiz config` shows it and takes it."""
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else (
        ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    )  # fmt: skip


def _read(path: Path) -> dict[str, object]:
    values = _parse(_text(path), path)
    for key in values:
        check_key(key, str(path))
    return values


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise DataError(f"{path}: can't be read ({error.strerror}); check its permissions") from error


def _parse(text: str, path: Path) -> dict[str, object]:
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits, lists in lists in lists
        raise UsageError(f"{path}: not valid TOML: {error}; write one `key = value` a line") from error


def check_key(key: str, where: str = "config") -> None:
    """UsageError, with a suggestion, for a key that is none of `KEYS`."""
    if key not in KEYS:
        hint = did_you_mean(key, list(KEYS)) or f"known are {', '.join(KEYS)}"
        raise UsageError(f"{where}: unknown key {key!r}; {hint}")


def _from_text(key: str, text: str, where: str) -> object:
    """A value typed on the command line or in the environment, as TOML would have given it."""
    try:
        match key:
            case "desired_retention":
                return float(text)
            case "day_start" | "new_per_day":
                return int(text)
            case "interview_date":
                return None if text == "none" else date.fromisoformat(text)
            case "keep_answers":
                return {"true": True, "false": False}[text.lower()]
            case "weights":
                if text == "default":
                    return list(schedule.DEFAULT_WEIGHTS)
                return [float(part) for part in text.split(",")]
    except (ValueError, KeyError):
        raise _refused(where, key, text) from None
    return text


_WANTED = {
    "desired_retention": f"a number of {schedule.LOWEST_RETENTION:.2f} to {schedule.HIGHEST_RETENTION:.2f}",
    "day_start": "a whole hour of 0 to 23",
    "new_per_day": "a whole number of 0 to 9999",
    "interview_date": f"a date such as 2026-12-15, from {FIRST_YEAR} to {LAST_YEAR}, or none",
    "keep_answers": "true or false",
    "editing_mode": '"emacs" or "vi"',
    "weights": f"{len(schedule.DEFAULT_WEIGHTS)} numbers within FSRS-6's bounds, or default",
}


def _checked(key: str, value: object, where: str) -> object:
    good = False
    match key:
        case "desired_retention":
            good = _number(value) and schedule.LOWEST_RETENTION <= float(value) <= schedule.HIGHEST_RETENTION  # type: ignore[arg-type]
            value = float(value) if good else value  # type: ignore[arg-type]
        case "day_start":
            good = type(value) is int and 0 <= value <= 23
        case "new_per_day":
            good = type(value) is int and 0 <= value <= 9999
        case "interview_date":
            if isinstance(value, str):
                value = _from_text(key, value, where)
            good = value is None or (type(value) is date and FIRST_YEAR <= value.year <= LAST_YEAR)
        case "keep_answers":
            good = type(value) is bool
        case "editing_mode":
            good = value in ("emacs", "vi")
        case "weights":
            good = isinstance(value, list) and len(value) == 21 and all(map(_number, value))
            value = tuple(map(float, value)) if good else value  # type: ignore[call-overload]
    if not good:
        raise _refused(where, key, value)
    return value


def _number(value: object) -> bool:
    return type(value) is float or (type(value) is int and abs(value) < 10**9)


def _refused(where: str, key: str, value: object) -> UsageError:
    place = where if where.endswith(key) or where.startswith("RNNQUIZ_") else f"{where}: {key}"
    try:
        given = value.isoformat() if isinstance(value, date) else repr(value)
    except (ValueError, RecursionError):  # 5,000 digits, tables in tables in tables
        given = "more than can be said"
    return UsageError(f"{place} is {given if len(given) < 200 else f'{given[:200]}...'}; give {_WANTED[key]}")


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'  # emacs or vi: nothing to escape
    if isinstance(value, tuple):
        return f"[{', '.join(map(repr, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
