"""What TAB offers: ids, topics, demos.  Never fails: a broken bank completes nothing."""

from collections.abc import Callable, Iterable

from rnnquiz.errors import RnnquizError
from rnnquiz.options import Options


def ids(incomplete: str) -> list[str]:
    """Question ids that begin so."""
    from rnnquiz.cli.sources import index_of

    return _matching(lambda: [entry.id for entry in index_of(Options()).entries], incomplete)


def topics(incomplete: str) -> list[str]:
    """Topics that begin so."""
    from rnnquiz.cli.sources import index_of

    return _matching(lambda: index_of(Options()).topics, incomplete)


def demos(incomplete: str) -> list[str]:
    """Demos that begin so."""
    from rnnquiz import content

    return _matching(lambda: [file.stem for file in content.folder("demos").glob("*.py")], incomplete)


def _matching(names: Callable[[], Iterable[str]], incomplete: str) -> list[str]:
    try:
        return sorted(name for name in names() if name.startswith(incomplete))
    except RnnquizError:
        return []
