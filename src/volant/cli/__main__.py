"""Let `python -m volant.cli` be the command `volant`."""

from volant.cli import main

main()
