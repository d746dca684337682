# The checks of scripts/test one by one, in the environment that it makes.

export PATH := justfile_directory() / ".venv/bin:" + env_var("PATH")

default: check test

# Style and types.
check:
    ruff check .
    ruff format --check .
    mypy

# Tests; further arguments go to pytest.
test *arguments:
    pytest {{arguments}}

# Mend what can be mended by itself.
format:
    ruff check --fix .
    ruff format .

# The main job on a drawn catalogue.
demo:
    scripts/demo

# Every benchmark once, small: whether it comes to its end. Names choose some.
benchmarks *names:
    python scripts/run_benchmarks.py {{names}}
