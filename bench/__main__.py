"""Run the benchmarks named, or all."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("indicators", "imports", "backup", "verify", "writes")


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"No benchmark is called {unknown[0]}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
