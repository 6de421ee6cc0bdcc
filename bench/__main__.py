"""Run the benchmarks named, or all."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = (
    "indicators",
    "imports",
    "backup",
    "councils",
    "scoring",
    "scrutiny",
    "verify",
    "writes",
    "papers",
    "traceability",
)
PARTS = ("capture", "search")
"""What `traceability` measures too, to be asked for alone."""


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS + PARTS]:
        print(f"No benchmark is called {unknown[0]}; there are: {', '.join(BENCHMARKS + PARTS)}.", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
