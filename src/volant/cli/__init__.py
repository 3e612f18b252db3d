"""Give one command per public verb."""

from volant.cli.main import main

__all__ = ["main"]
