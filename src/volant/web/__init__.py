"""Serve the page people use: ask, read the cited answer, open its sources, keep its receipt."""

from volant.web.paths import find_strays, routes
from volant.web.protocols import Flow, Passages, Receipts, Sheet, Wheel, Window

__all__ = ["Flow", "Passages", "Receipts", "Sheet", "Wheel", "Window", "find_strays", "routes"]
