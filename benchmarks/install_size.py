"""
How much a plain installation weighs.

    python benchmarks/install_size.py

Makes a new virtual environment, installs this checkout without extras, and lists what came,
largest first: the files of the packages, and the bytecode that pip compiles of them. Exits with 1
where the files have 250 MB or more, or there are 30 packages or more; needs the package index.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BELOW_MB, BELOW_PACKAGES = 250, 30
NOT_OURS = {"pip", "setuptools", "wheel"}  # the environment has them anyway
LIST = """
import importlib.metadata, json, os
sizes = {}
for package in importlib.metadata.distributions():
    files = {os.path.realpath(package.locate_file(file)) for file in package.files or []}
    here = [(file.endswith(".pyc"), os.stat(file).st_blocks * 512) for file in files
            if os.path.exists(file)]
    sizes[package.name] = [sum(size for is_bytecode, size in here if is_bytecode == wanted)
                           for wanted in (False, True)]
print(json.dumps(sizes))
"""


def installed(python: Path) -> dict[str, tuple[int, int]]:
    """Bytes on disk of each package: of its files, and of the bytecode compiled of them."""
    done = subprocess.run([python, "-c", LIST], capture_output=True, text=True, check=True)
    sizes: dict[str, tuple[int, int]] = json.loads(done.stdout)
    return {name: size for name, size in sizes.items() if name.lower() not in NOT_OURS}


def main() -> int:
    """Print the table; 1 where it is too large."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        python = Path(scratch) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        quiet = [python, "-m", "pip", "install", "--quiet", "--quiet", str(ROOT)]  # no warnings
        subprocess.run(quiet, check=True)
        sizes = installed(python)
    for name, (files, bytecode) in sorted(sizes.items(), key=lambda pair: -pair[1][0]):
        print(f"{files / 1e6:8.1f} MB, {bytecode / 1e6:5.1f} MB of bytecode  {name}")
    total, compiled = (sum(column) / 1e6 for column in zip(*sizes.values(), strict=True))
    print(f"{total:8.1f} MB, {compiled:5.1f} MB of bytecode  in {len(sizes)} packages", end=" ")
    print(f"(want below {BELOW_MB} MB and {BELOW_PACKAGES} packages)")
    return 0 if total < BELOW_MB and len(sizes) < BELOW_PACKAGES else 1


if __name__ == "__main__":
    sys.exit(main())
