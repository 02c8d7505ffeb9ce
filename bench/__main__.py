"""`python -m bench [--runs N] NAME...`: run benchmarks; without a name, say which there are.

`make bench` calls this with what it needs set up: TEST_REDIS_URL names a Redis server, and
TEST_DATABASE_URL a MariaDB server, without which only SQLite is measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from bench import kills, races, sheets

BENCHES: dict[str, ModuleType] = {"races": races, "kills": kills, "sheets": sheets}


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 only if every proof holds."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of the benchmarks, or all")
    parser.add_argument("--runs", type=int, help="how many runs of each; each has its own default")
    options = parser.parse_args(arguments)
    if not options.names:
        print(catalogue())
        return 0
    names = list(BENCHES) if options.names == ["all"] else options.names
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}\n{catalogue()}")
    holds = [_run(BENCHES[name], options.runs) for name in names]
    return 0 if all(holds) else 1


def catalogue() -> str:
    """The benchmarks by name, each with what it shows."""
    return "\n".join(
        f"  {name:<8} {(module.__doc__ or '').splitlines()[0]}" for name, module in BENCHES.items()
    )


def _run(bench: ModuleType, runs: int | None) -> bool:
    print(f"\n{(bench.__doc__ or '').strip()}\n", flush=True)
    return bench.run(runs or bench.RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
