"""The Typer application and the options that every command shares.  Holds no command."""

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import typer

from rnnquiz.options import Options

app = typer.Typer(
    name="rnnquiz",
    rich_markup_mode=None,  # help of half the price, and brackets such as h[t-1] survive
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

JSON = typer.Option(False, "--json", help="Write one JSON object to standard output.")

_SHARED: dict[str, tuple[Any, Any]] = {
    "bank": (
        list[str] | None,
        typer.Option(None, "--bank", metavar="PATH", help="A YAML file or folder of questions; repeatable."),
    ),
    "plain": (bool, typer.Option(False, "--plain", help="ASCII, one thing a line; for screen readers.")),
    "no_color": (bool, typer.Option(False, "--no-color", help="No colour.")),
    "no_input": (bool, typer.Option(False, "--no-input", help="Never ask; fail and name the option to use.")),
    "quiet": (bool, typer.Option(False, "--quiet", "-q", help="No hints, no progress.")),
    "debug": (bool, typer.Option(False, "--debug", help="Show the traceback of an error.")),
}


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command.  Its first parameter is the `Options`; Typer sees the shared options instead."""

    def register(body: Callable[..., None]) -> Callable[..., None]:
        app.command(name or body.__name__, **settings)(with_options(body))
        return body

    return register


def with_options(body: Callable[..., None]) -> Callable[..., None]:
    """Give a command body the shared options, merged with those before the command's name."""

    @functools.wraps(body)
    def run(ctx: typer.Context, **given: Any) -> None:
        options = _options(**{name: given.pop(name) for name in _SHARED})
        if isinstance(ctx.obj, Options):
            options = ctx.obj.merged(options)
        ctx.obj = options
        if ctx.invoked_subcommand is None:  # else this is the root, and the command is still to come
            body(options, **given)

    own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _SHARED.items()
    ]
    keywords = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    cast(Any, run).__signature__ = inspect.Signature([context, *keywords, *shared])
    run.__annotations__ = {p.name: p.annotation for p in (context, *keywords, *shared)}
    del cast(Any, run).__wrapped__  # else inspect follows it to the bare body
    return run


def _options(
    bank: list[str] | None, plain: bool, no_color: bool, no_input: bool, quiet: bool, debug: bool
) -> Options:
    banks = tuple(Path(path) for path in bank or ())
    return Options(banks, plain, not no_color, not no_input, quiet, debug)


def write_json(value: dict[str, Any]) -> None:
    """One JSON object, ASCII only, on one line of standard output."""
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=True, allow_nan=False) + "\n")
    sys.stdout.flush()


def announce(options: Options, what: str) -> None:
    """Say on a terminal, beside the output, what may take a while; nothing in a pipe or with --quiet."""
    if not options.quiet and sys.stderr.isatty():
        from rnnquiz.safe import safe

        sys.stderr.write(f"{safe(what)} ...\n")
        sys.stderr.flush()


@app.callback(invoke_without_command=True)
@with_options
def root(
    options: Options,
    version: bool = typer.Option(False, "--version", "-V", help="Show the version and exit."),
) -> None:
    """Interview questions on recurrent networks: asked, graded in your own words, remembered, shown.

    Without a command: what is due, how you stand, what to do next.
    """
    if version:
        from rnnquiz import __version__

        sys.stdout.write(f"rnnquiz {__version__}\n")
        return
    from rnnquiz.cli.practise import home

    home(options)
