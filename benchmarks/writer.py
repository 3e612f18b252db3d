"""Write to a library without pause, for `benchmarks.scale`: one document more, for ever.

python -m benchmarks.writer LIBRARY FOLDER
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from volant.library import Library

TEXT = "المادة {k}\nتحدد رسوم الملف رقم {n} في {k} درهما وتؤدى داخل أجل ثلاثين يوما من الطلب.\n\n"


def main() -> None:
    """Add ten articles at a time until ended."""
    library, folder = Library(Path(sys.argv[1])), Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    for n in count():
        text = "".join(TEXT.format(n=n, k=k) for k in range(1, 11))
        (folder / f"{n}.txt").write_text(text, "utf-8")
        library.add([folder], processes=1)
        print(n, flush=True)


if __name__ == "__main__":
    main()
