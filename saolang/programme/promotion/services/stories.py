"""Stories: written, revised, published, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.text import fold, normalise
from saolang.programme.promotion.models import Story
from saolang.programme.promotion.rules import may_edit_story, may_publish
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from datetime import date, datetime

    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import CraftVillage, Producer, Product

TEXTS = ("title_vi", "title_en", "title_km", "body_vi", "body_en", "body_km", "source")
ABOUT = ("product", "producer", "village", "place", "picture")
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a story says, and of what. Paragraphs are parted by an empty line; "## " begins a heading."""

    title_vi: str
    body_vi: str
    title_en: str = ""
    body_en: str = ""
    title_km: str = ""
    body_km: str = ""
    source: str = ""
    product: Product | None = None
    producer: Producer | None = None
    village: CraftVillage | None = None
    place: Place | None = None
    picture: StoredFile | None = None


@transaction.atomic
def write(*, telling: Telling, by: str, origin: Origin = Origin.ENTERED, at: datetime | None = None) -> Story:
    """Keep a new story as a draft, under a code made of its title. `at` is for the demonstration alone."""
    story = Story(code=_fresh_code(telling.title_vi), origin=origin, recorded_at=at or timezone.now(), recorded_by=by)
    _say(story, telling)
    story.save(force_insert=True)
    record(by=by, action=Action.CREATE, kind="story", code=story.code, after=_told(story))
    return story


@transaction.atomic
def revise(*, story: Story, telling: Telling, version: int, by: str) -> Story:
    """Say it otherwise. Raises Refusal where it is withdrawn, or another revised it since that version was shown."""
    locked = Story.objects.select_for_update().get(pk=story.pk)
    if refusal := may_edit_story(locked, version):
        raise refusal
    before = _told(locked)
    _say(locked, telling)
    locked.version += 1
    locked.save()
    after = _told(locked)
    changed = [name for name in after if after[name] != before[name]]
    record(
        by=by,
        action=Action.CHANGE,
        kind="story",
        code=locked.code,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return locked


@transaction.atomic
def publish(*, story: Story, by: str, on: date | None = None) -> Story:
    """Let anybody read it from the day on, today unless said. Raises Refusal where it is published or withdrawn."""
    locked = Story.objects.select_for_update().get(pk=story.pk)
    if refusal := may_publish(locked):
        raise refusal
    locked.published_on = on or timezone.localdate()
    locked.version += 1
    locked.save(update_fields=["published_on", "version"])
    record(by=by, action=Action.ISSUE, kind="story", code=locked.code, after={"published_on": locked.published_on})
    return locked


@transaction.atomic
def withdraw(*, story: Story, by: str, reason: str) -> Story:
    """Let nobody read it any more. Raises Refusal where it is withdrawn already."""
    locked = Story.objects.select_for_update().get(pk=story.pk)
    if refusal := may_edit_story(locked):
        raise refusal
    locked.withdrawn_at = timezone.now()
    locked.version += 1
    locked.save(update_fields=["withdrawn_at", "version"])
    record(by=by, action=Action.WITHDRAW, kind="story", code=locked.code, reason=reason)
    return locked


def _say(story: Story, telling: Telling) -> None:
    for name in TEXTS:
        text = getattr(telling, name)
        setattr(story, name, normalise(text) if name.startswith("title") else text.strip())
    for name in ABOUT:
        setattr(story, name, getattr(telling, name))


def _told(story: Story) -> dict[str, object]:
    about = {name: getattr(story, name) for name in ABOUT}
    named = {name: getattr(each, "code", None) or getattr(each, "sha256", None) for name, each in about.items()}
    return {name: getattr(story, name) for name in TEXTS} | named


def _fresh_code(title: str) -> str:
    """Return the title as a word of an address, with a number where another story has it."""
    first = slugify(fold(title))[:LONGEST_SLUG].strip("-") or "bai"
    taken = set(Story.objects.filter(code__startswith=first).values_list("code", flat=True))
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return first if first not in taken else next(code for code in numbered if code not in taken)
