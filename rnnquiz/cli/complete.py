"""What TAB offers: ids, topics, demos.  Never fails: a broken bank completes nothing."""

from collections.abc import Iterable

from rnnquiz.errors import RnnquizError
from rnnquiz.options import Options


def ids(incomplete: str) -> list[str]:
    """Question ids that begin so."""
    from rnnquiz.cli.sources import index_of

    try:
        return _matching((entry.id for entry in index_of(Options()).entries), incomplete)
    except RnnquizError:
        return []


def topics(incomplete: str) -> list[str]:
    """Topics that begin so."""
    from rnnquiz.cli.sources import index_of

    try:
        return _matching(index_of(Options()).topics, incomplete)
    except RnnquizError:
        return []


def demos(incomplete: str) -> list[str]:
    """Demos that begin so."""
    from rnnquiz import content

    try:
        return _matching((file.stem for file in content.folder("demos").glob("*.py")), incomplete)
    except RnnquizError:
        return []


def _matching(names: Iterable[str], incomplete: str) -> list[str]:
    return sorted(name for name in names if name.startswith(incomplete))
