"""
How much a plain installation weighs.

    python benchmarks/install_size.py

Makes a new virtual environment, installs this checkout without extras, and lists what came,
largest first. Exits with 1 from 250 MB or 30 packages on; needs the package index.
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
    sizes[package.name] = sum(os.stat(f).st_blocks * 512 for f in files if os.path.exists(f))
print(json.dumps(sizes))
"""


def installed(python: Path) -> dict[str, int]:
    """Bytes on disk of each package, compiled files among them."""
    done = subprocess.run([python, "-c", LIST], capture_output=True, text=True, check=True)
    sizes: dict[str, int] = json.loads(done.stdout)
    return {name: size for name, size in sizes.items() if name.lower() not in NOT_OURS}


def main() -> int:
    """Print the table; 1 where it is too large."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        python = Path(scratch) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
        sizes = installed(python)
    for name, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        print(f"{size / 1e6:8.1f} MB  {name}")
    total = sum(sizes.values()) / 1e6
    print(f"{total:8.1f} MB  in {len(sizes)} packages", end=" ")
    print(f"(want below {BELOW_MB} MB and {BELOW_PACKAGES} packages)")
    return 0 if total < BELOW_MB and len(sizes) < BELOW_PACKAGES else 1


if __name__ == "__main__":
    sys.exit(main())
