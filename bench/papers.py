"""How long 1,000 certificates take as PDF, in one process: their data made, then each set and written.

Certificates with made-up names, in memory: what is measured is the paper, not the database. Word takes a process of its
own for each, so fifty are measured.
"""

from __future__ import annotations

import os
import time

CERTIFICATES = 1_000
IN_WORD = 50
AIM = 60


def main() -> None:
    os.environ.setdefault("SAOLANG_DEMONSTRATION", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from saolang.base.papers.choices import PaperKind  # noqa: PLC0415 - Django has to be set up first
    from saolang.base.papers.rendering import as_docx, as_pdf  # noqa: PLC0415
    from saolang.base.papers.rules import sample  # noqa: PLC0415
    from saolang.programme.certification.queries.papers import qr_rows  # noqa: PLC0415

    data = sample(PaperKind.CERTIFICATE)

    def certificate(number: int) -> dict[str, object]:
        address = f"https://ocop.example.vn/gcn/GN-{number:08}/"
        return data | {"number": f"{number:04}/2026/GCN-OCOP-93", "check_at": address, "qr": qr_rows(address)}

    started = time.perf_counter()
    size = sum(len(as_pdf(PaperKind.CERTIFICATE, certificate(number))) for number in range(CERTIFICATES))
    seconds = time.perf_counter() - started
    print(f"{CERTIFICATES} certificates as PDF: {seconds:.1f} s (aim {AIM}), {size / CERTIFICATES / 1000:.0f} kB each")

    started = time.perf_counter()
    for number in range(IN_WORD):
        as_docx(PaperKind.CERTIFICATE, certificate(number))
    print(f"a certificate in Word: {(time.perf_counter() - started) / IN_WORD:.2f} s")
    for kind in PaperKind:
        started = time.perf_counter()
        as_pdf(kind, sample(kind))
        print(f"{kind.value:>16}: {1000 * (time.perf_counter() - started):.0f} ms the first time")
