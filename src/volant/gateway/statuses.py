"""Keep the one table from errors to HTTP statuses; a test asserts that it covers the tree.

A subclass without a line of its own takes its parent's, so an error added elsewhere is never
answered with the wrong family.
"""

from __future__ import annotations

from volant import errors

STATUSES: dict[type[errors.VolantError], int] = {
    errors.VolantError: 500,
    errors.RequestError: 400,
    errors.TooLong: 413,
    errors.NotFound: 404,
    errors.UnreadableDocument: 422,
    errors.Denied: 403,
    errors.LibraryBusy: 503,
    errors.EngineError: 502,
    errors.EngineUnavailable: 503,
    errors.EngineTimeout: 504,
    errors.LedgerBusy: 503,
    errors.StorageFull: 507,
}


def status(error: errors.VolantError) -> int:
    """Give the HTTP status of the nearest ancestor in `STATUSES`."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
