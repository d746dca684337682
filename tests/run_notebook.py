"""
Runs the cells of a notebook as a notebook does, and prints which kinds of output each showed.

Usage: python tests/run_notebook.py NOTEBOOK. Warnings are errors, as in the tests.
"""

import json
import sys
import warnings
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell


def main() -> None:
    """Stop at the first cell that fails."""
    cells = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]
    shell, shown = InteractiveShell.instance(), list[list[str]]()
    warnings.simplefilter("error")
    for cell in cells:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            done.raise_error()
            kinds = {} if done.result is None else shell.display_formatter.format(done.result)[0]
            shown.append(sorted(kinds))
    sys.stdout.write(json.dumps(shown) + "\n")


if __name__ == "__main__":
    main()
