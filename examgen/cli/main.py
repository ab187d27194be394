"""The command `examgen`: finds a command's module, and turns what goes wrong into lines and exit codes."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import cast

import click

from examgen import __version__

HELPERS = frozenset({"main", "folder", "preview", "progress", "workers"})

FINDINGS, USAGE, ENGINE, INTERRUPTED = 1, 2, 3, 130


class LazyGroup(click.Group):
    """A group whose commands are the modules of `examgen.cli`, imported only when they are run.

    The module ``new.py`` is the command ``new``; its attribute ``command`` is the click command and the first
    line of its docstring is what ``examgen --help`` says of it.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, without importing any."""
        names = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])}
        return sorted(name.removesuffix("_") for name in names - HELPERS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"examgen.cli.{_module_name(cmd_name)}")
        return cast(click.Command, module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first lines of their docstrings."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(name)) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what was meant where a command is mistyped."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from examgen.text.diagnostic import nearest

            meant = nearest(args[0], self.list_commands(ctx))
            if meant is None:
                raise
            raise click.UsageError(f"No such command '{args[0]}'; did you mean '{meant}'?", ctx) from error


def _module_name(command: str) -> str:
    """Spell a command that is a Python keyword (`try`) as its module (`try_`)."""
    return f"{command}_" if (Path(__file__).parent / f"{command}_.py").exists() else command


def _first_line(command: str) -> str:
    source = (Path(__file__).parent / f"{_module_name(command)}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    return docstring.partition("\n")[0]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="examgen")
def examgen() -> None:
    """Set, print and mark exams of exactly solved numeric questions.

    Questions live in YAML banks under banks/, papers go to output/. Start a folder of
    your own with `examgen new course mycourse`.
    """


def main() -> None:
    """Run the command line; every expected failure is a line and an exit code, never a traceback."""
    try:
        code = examgen.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = USAGE
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: Exception) -> int:
    """Print the lines of a failure that the input or the machine explains; anything else is a bug."""
    from examgen.text.diagnostic import Refused, show_diagnostics

    if isinstance(error, Refused):
        click.echo(show_diagnostics(error.diagnostics), err=True)
        return FINDINGS
    if isinstance(error, BrokenPipeError):
        return _quietly()
    if isinstance(error, OSError) and error.strerror is not None:
        click.echo(f"{error.filename or 'input or output'}: {error.strerror}", err=True)
        return FINDINGS
    if _is_engine_failure(error):
        click.echo(str(error), err=True)
        return ENGINE
    raise error


def _is_engine_failure(error: Exception) -> bool:
    """Tell a failure of TeX, which is only there where the engine was imported."""
    engine = sys.modules.get("examgen.render.engine")
    return engine is not None and isinstance(error, engine.EngineFailure)


def _quietly() -> int:
    """Stop because nobody reads any more (`examgen solve ... | head -1`): no fault, and no word of it at exit."""
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  what is left to flush goes there
    return 0
