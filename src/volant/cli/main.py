"""Be the command `volant`: load a command's module only when it is asked for.

Every command but `serve` and `privacy restore` takes `--json`. Errors go to standard error as one
line with a stable code, exit status 1 (2 for a wrong use of the command itself, as click has it).
Whoever stops reading, or interrupts, is told nothing.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from volant import __version__
from volant.errors import VolantError

COMMANDS = {
    "ask": "Ask a question of the library.",
    "serve": "Serve the page and the OpenAI wire on this machine.",
    "library": "Add, list, search, compare, withdraw and remove documents.",
    "engines": "List, fetch and show engines.",
    "languages": "Identify, mend and read texts, and write them in other letters.",
    "sovereignty": "Show who holds each engine, where data may go, and why.",
    "privacy": "Find personal data, replace it, and put it back.",
    "feedback": "Show or erase what people's questions taught.",
    "ledger": "Show receipts, verify the log, and erase the words behind it.",
    "settings": "Print each setting and where it came from.",
    "doctor": "Say what is missing, and the command that mends it.",
}


INTERRUPTED = 130
"""Exit status after SIGINT: 128 and the signal's number, as shells have it."""


class Lazy(click.Group):
    """Know the commands by name and import the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"volant.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and end it where nobody waits for it any more: click would say more."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # as `| head` does; what is still buffered has nowhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="volant")
def volant() -> None:
    """Hold the wheel: ask your own documents, in your own language, on your own engine."""


def main() -> None:
    """Run the command line; the outer door for errors."""
    try:
        volant()
    except VolantError as error:
        click.echo(f"volant: {error.message} [{error.code}]", err=True)
        sys.exit(1)
