"""Stories of products, producers and craft villages, for anybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.programme.promotion.queries.market import stories_published
from saolang.web.downloads import hand_out
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.promotion.models import Story

LEAD = 220
"""Letters of a story that the list shows."""


@dataclass(frozen=True)
class Told:
    """A story as it is read in a language, in Vietnamese where nobody wrote it in that one."""

    story: Story
    title: str
    body: str
    language: str

    @property
    def lead(self) -> str:
        """Return how it begins, whole words."""
        first = self.body.replace("## ", "").partition("\n\n")[0]
        return first if len(first) <= LEAD else first[:LEAD].rsplit(" ", 1)[0] + "…"

    @property
    def parts(self) -> list[tuple[bool, str]]:
        """Return its paragraphs; of each, whether it is a heading."""
        pieces = (piece.strip() for piece in self.body.replace("\r\n", "\n").split("\n\n"))
        return [(piece.startswith("## "), piece.removeprefix("## ")) for piece in pieces if piece]


def told(story: Story, language: str) -> Told:
    """Return the story in the language where both its title and its words are written in it."""
    title, body = getattr(story, f"title_{language}", ""), getattr(story, f"body_{language}", "")
    return Told(story, title, body, language) if title and body else Told(story, story.title_vi, story.body_vi, "vi")


@opened
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Show the stories, the newest first."""
    page = page_of(request, stories_published(timezone.localdate()).select_related("picture"))
    language = get_language() or "vi"
    context = {"page": page, "stories": [told(story, language) for story in page]}
    return render(request, "catalogue/stories/list.html", context)


@opened
@require_safe
def story(request: HttpRequest, code: str) -> HttpResponse:
    """Show one story, and what it is about."""
    listed = stories_published(timezone.localdate()).select_related("product", "producer", "village", "place")
    found = get_object_or_404(listed, code=code)
    context = {"told": told(found, get_language() or "vi"), "story": found}
    return render(request, "catalogue/stories/story.html", context)


@opened
@require_safe
def story_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the picture of a story."""
    found = get_object_or_404(stories_published(timezone.localdate()).select_related("picture"), code=code)
    if found.picture is None:
        raise Http404
    return hand_out(request, found.picture, name=found.code)
