"""What a worker does with letters, in a process of its own that a test can kill: `python -m tests.jobs.sending ACT`.

`send` takes up what was interrupted, then sends whatever is due; `finish` does so, lets every lease end, does so again,
and prints how often each state of a letter occurs.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

import django


def main(act: str) -> None:
    from django.utils import timezone  # noqa: PLC0415 - Django has to be set up first

    from saolang.base.notices.choices import Mail  # noqa: PLC0415
    from saolang.base.notices.models import Notice  # noqa: PLC0415
    from saolang.jobs.letters import enqueue_due  # noqa: PLC0415
    from saolang.jobs.queue import resume_interrupted, worker  # noqa: PLC0415

    def send() -> None:
        resume_interrupted()
        worker(until_empty=True).run()
        while enqueue_due():
            worker(until_empty=True).run()

    send()
    if act == "finish":
        Notice.objects.filter(mail=Mail.WAITING).update(due_at=timezone.now())
        send()
        print(json.dumps(Counter(Notice.objects.values_list("mail", flat=True))))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
