# Sourced by the scripts beside it: a virtual environment of the project's own, made once.
# Usage: . scripts/environment.sh; prepare '.' or prepare '.[test]'

cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What the page's tests need of npm, where there is an npm: TypeScript and axe.
prepare_page_checks() {
  if command -v npm > /dev/null && [ ! -d tests/web/node_modules ]; then
    timeout 120 npm install --prefix tests/web --silent --no-audit --no-fund --no-package-lock \
      --fetch-timeout=20000 --fetch-retries=1 ||
      echo "npm could not install tests/web: the page's types and its accessibility go unchecked"
  fi
}

prepare() {
  local python="${PYTHON:-}"
  local candidate
  for candidate in ${python:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python="$candidate"
      break
    fi
    python=""
  done
  if [ -z "$python" ]; then
    echo "Lookalike needs Python 3.11 or newer; install one, or name it: PYTHON=/path/to/python3 $0" >&2
    exit 1
  fi
  if [ ! -x .venv/bin/python ]; then
    echo "Making a virtual environment in .venv ..."
    "$python" -m venv .venv
  fi
  # Installed again only when what is to be installed has changed.
  local wanted
  wanted="$1 $(cksum pyproject.toml)"
  if [ "$(cat .venv/installed 2>/dev/null)" != "$wanted" ]; then
    echo "Installing $1 (once; a minute or so) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable "$1"
    echo "$wanted" > .venv/installed
  fi
  export PATH="$PWD/.venv/bin:$PATH"
}
