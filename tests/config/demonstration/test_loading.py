"""The demonstration as loaded."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, date, datetime

import time_machine
from django.db.models import Exists, F, OuterRef, Q
from django.test import TestCase
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Grant, User
from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice
from saolang.base.places.models import Map, Place
from saolang.config.demonstration import loading
from saolang.config.demonstration.histories import LAST_DAY
from saolang.config.demonstration.sign_ins import PASSWORD, SIGN_INS
from saolang.core.indicators.questions import Moment, ask
from saolang.programme.certification import rules as certification_rules
from saolang.programme.certification.models import Certificate, Decision, Recognition, Revocation
from saolang.programme.certification.queries import held_on
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.models import Result
from saolang.programme.plans.models import Plan, Target
from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import (
    CraftProduct,
    Labour,
    Ownership,
    Producer,
    ProducerForm,
    Product,
    ProductPhoto,
    ProductVersion,
    Representative,
    ShownPaper,
    ValueChainLink,
)
from saolang.programme.traceability.models import ApiKey, Event, Lot, Recall
from saolang.programme.traceability.queries.units import unit_of
from saolang.reports.facts import Area, answer, answer_by
from saolang.reports.standings import end_of

END_OF_2022 = date(2022, 12, 31)
TODAY = end_of(LAST_DAY)

PUBLISHED = [
    ("93", date(2021, 12, 31), {3: 57, 4: 48}),
    ("04", date(2023, 2, 20), {3: 88, 4: 9}),
    ("04", date(2023, 12, 31), {3: 131, 4: 13}),
    ("35", date(2019, 12, 30), {3: 10, 4: 8}),
    ("35", date(2024, 12, 31), {3: 140, 4: 17}),
    ("84", date(2024, 4, 5), {3: 239, 4: 49, 5: 3}),
    ("87", date(2022, 12, 31), {3: 272, 4: 85}),
]
"""Province, day, and how many products then held 3, 4, 5 stars, by published sources."""

CASE = "195200000000000018"

DIGEST = "ccfe251da6220577367caeb56610b8316b44acb59986d946e8a00314c26665c1"
"""Of every row below. A change of the demonstration's data or code changes it; chance, machine and database do not."""


def count(indicator: str, province: str, day: date, known: datetime = TODAY, *, since: date | None = None) -> float:
    tally = _tally(indicator, day, since)
    return answer([tally], _area(province), known)[tally]


def count_by(field: str, indicator: str, province: str, day: date, known: datetime = TODAY) -> dict[object, float]:
    return answer_by(_tally(indicator, day, None), field, _area(province), known)


def _tally(indicator: str, day: date, since: date | None):  # noqa: ANN202 - a name of core.indicators, long to spell
    moment = Moment(since or date(day.year, 1, 1), day)
    return ask(read_definitions()[indicator], read_vocabulary(), moment).part


def _area(province: str) -> Area:
    return Area(Place.objects.get(map=1, code=province), Map.objects.get(pk=1))


def digest() -> str:
    """Return a digest of every row that matters, without the keys a database gives."""
    tables = {
        Producer: ("code", "name", "place__code", "origin", "recorded_at"),
        ProducerForm: ("producer__code", "legal_form", "size", "began_on", "ended_on", "recorded_at", "withdrawn_at"),
        Representative: ("producer__code", "full_name", "sex", "ethnicity"),
        Labour: ("producer__code", "headcount", "trained"),
        ValueChainLink: ("producer__code", "kind", "partner", "is_green"),
        Product: ("code", "name_vi", "name_en", "name_km", "gtin", "place__code", "product_set__code", "recorded_at"),
        ProductVersion: ("product__code", "story"),
        ProductPhoto: ("product__code", "caption"),
        ShownPaper: ("product__code", "scheme", "evidence__number", "evidence__issued_on"),
        Ownership: ("product__code", "producer__code", "began_on", "ended_on", "recorded_at", "withdrawn_at"),
        CraftProduct: ("village__code", "product__code", "began_on"),
        Decision: ("code", "number", "decided_on", "level", "authority", "recorded_at"),
        Recognition: (
            "product__code",
            "kind",
            "stars",
            "score",
            "began_on",
            "expires_on",
            "recorded_at",
            "withdrawn_at",
        ),
        Revocation: ("recognition__product__code", "ground", "began_on", "recorded_at"),
        Lot: ("producer__code", "number", "quantity", "made_on"),
        Event: ("producer__code", "type", "biz_step"),
    }
    rows = hashlib.sha256()
    for model, fields in tables.items():
        lines = sorted("|".join(map(_plain, row)) for row in model._default_manager.values_list(*fields))  # noqa: SLF001
        rows.update("\n".join(lines).encode())
    return rows.hexdigest()


def _plain(value: object) -> str:
    return value.astimezone(timezone.get_default_timezone()).isoformat() if isinstance(value, datetime) else str(value)


def _followed() -> Exists:
    later = Recognition.objects.filter(product=OuterRef("product"), began_on__gt=OuterRef("began_on"))
    return Exists(later.filter(withdrawn_at=None))


class TestDemonstration(TestCase):
    """Loaded once for all tests of the class."""

    @classmethod
    def setUpTestData(cls) -> None:
        loading.load()

    def test_hau_giang_at_the_end_of_2022_has_the_published_figures(self) -> None:
        assert count("products.certified", "93", END_OF_2022) == 175
        assert count_by("stars", "products.certified", "93", END_OF_2022) == {3: 107, 4: 68}
        assert count("producers.active", "93", END_OF_2022) == 82
        assert count_by("legal_form", "producers.active", "93", END_OF_2022) == {
            "company": 13,
            "cooperative": 22,
            "household": 47,
        }
        assert count("products.new", "93", END_OF_2022) == 70
        assert count("products.upgraded", "93", END_OF_2022) == 2
        assert count("products.five_star_candidates", "93", END_OF_2022) == 7

    def test_provinces_have_their_published_figures(self) -> None:
        for province, day, stars in PUBLISHED:
            with self.subTest(province=province, day=day):
                assert count_by("stars", "products.certified", province, day) == stars

    def test_ha_nam_craft_villages_come_to_nine_in_2024(self) -> None:
        assert count("craft_villages.with_certified_product", "35", date(2023, 12, 31)) == 7
        assert count("craft_villages.with_certified_product", "35", date(2024, 12, 31)) == 9
        assert count("craft_villages.newly_with_certified_product", "35", date(2024, 12, 31)) == 2

    def test_hau_giang_before_the_last_decision_of_2022_was_entered_counts_less(self) -> None:
        known = end_of(date(2023, 1, 12))

        assert count("products.certified", "93", END_OF_2022, known) == 163
        assert count_by("stars", "products.certified", "93", END_OF_2022, known) == {3: 97, 4: 66}
        assert count("producers.active", "93", END_OF_2022, known) == 75
        assert count("products.new", "93", END_OF_2022, known) == 58

    def test_hau_giang_before_its_mistakes_were_put_right_counts_otherwise(self) -> None:
        known = end_of(date(2023, 1, 31))

        assert count_by("stars", "products.certified", "93", END_OF_2022, known) == {3: 104, 4: 71}
        assert count_by("legal_form", "producers.active", "93", END_OF_2022, known) == {
            "company": 13,
            "cooperative": 20,
            "household": 49,
        }

    def test_ha_nam_before_the_last_decision_of_2024_was_entered_counts_less(self) -> None:
        known = end_of(date(2025, 1, 12))

        assert count("products.certified", "35", date(2024, 12, 31), known) == 110
        assert count("products.certified", "35", date(2024, 12, 31)) == 157

    def test_certificates_are_extended_and_expiring_on_the_last_day(self) -> None:
        states = {
            state: Recognition.objects.filter(withdrawn_at=None, **bounds).exclude(_followed()).count()
            for state, bounds in {
                "extended": {"expires_on__range": (date(2026, 5, 24), date(2026, 9, 18))},
                "expiring": {"expires_on__range": (LAST_DAY, date(2027, 5, 19))},
            }.items()
        }

        assert states["extended"] > 0
        assert states["expiring"] > 0

    def test_every_origin_is_marked_and_made_up_never_meets_real(self) -> None:
        assert set(Product.objects.values_list("origin", flat=True)) == {Origin.PUBLISHED, Origin.MADE_UP}
        assert not Ownership.objects.exclude(product__origin=F("producer__origin")).exists()
        assert not Recognition.objects.exclude(product__origin=F("origin")).exists()
        assert not Recognition.objects.exclude(decision=None).exclude(decision__origin=F("origin")).exists()
        assert not Product.objects.filter(source="").exists()
        assert not Producer.objects.filter(source="").exists()

    def test_published_products_are_all_there_with_no_more_than_their_sources_say(self) -> None:
        published = Product.objects.filter(origin=Origin.PUBLISHED)

        assert published.count() == 88
        assert published.filter(ownerships=None).count() == 54
        assert published.filter(recognitions=None).count() == 6
        assert not published.exclude(gtin="").exists()
        assert not Producer.objects.filter(origin=Origin.PUBLISHED, representatives__isnull=False).exists()

    def test_codes_of_goods_use_the_demonstration_prefix(self) -> None:
        assert Product.objects.exclude(gtin="").exists()
        assert not Product.objects.exclude(gtin="").exclude(gtin__startswith="0952").exists()

    def test_recognitions_hold_the_rules_of_certification(self) -> None:
        by_product: dict[int, list[Recognition]] = {}
        for recognition in Recognition.objects.filter(withdrawn_at=None).select_related("decision"):
            by_product.setdefault(recognition.product_id, []).append(recognition)

        refusals = [
            refusal
            for recognitions in by_product.values()
            for recognition in recognitions
            if (
                refusal := certification_rules.check_recognition(
                    recognition, [other for other in recognitions if other is not recognition]
                )
            )
        ]

        assert refusals == []

    def test_facts_that_exclude_each_other_never_overlap(self) -> None:
        for model, about in ((Ownership, "product"), (ProducerForm, "producer"), (Labour, "producer")):
            with self.subTest(model=model):
                standing = model.objects.filter(withdrawn_at=None)
                others = standing.filter(**{about: OuterRef(about)}, began_on__gte=OuterRef("began_on"))
                others = others.exclude(pk=OuterRef("pk"))

                assert standing.exists()
                assert not standing.filter(Q(ended_on=None), Exists(others)).exists()

    def test_everything_was_entered_after_it_happened_and_before_the_last_day(self) -> None:
        for model in (Recognition, Revocation, Ownership, ProducerForm):
            assert not model.objects.filter(recorded_at__gt=TODAY).exists()
            assert not model.objects.filter(recorded_at__date__lt=F("began_on")).exists()

    def test_plans_are_loaded_with_all_their_targets(self) -> None:
        assert Plan.objects.count() == 5
        assert Target.objects.count() == 41

    def test_everyone_who_may_sign_in_has_one_role_and_the_password_printed(self) -> None:
        emails = set(User.objects.values_list("email", flat=True))
        assert {sign_in.email for sign_in in SIGN_INS} < emails
        assert sorted(Grant.objects.values_list("user__email", flat=True)) == sorted(emails)
        assert {*Grant.objects.values_list("role", flat=True)} == {str(role) for role in Role}
        assert all(user.check_password(PASSWORD) for user in User.objects.all())

    def test_nobody_is_written_to(self) -> None:
        assert Notice.objects.exists()
        assert not Notice.objects.exclude(mail=Mail.NONE).exists()

    def test_dossiers_stand_where_the_file_lets_them_stand(self) -> None:
        states = Counter(Dossier.objects.values_list("state", flat=True))

        assert states == {
            State.DRAFT: 2,
            State.COMMUNE: 1,
            State.COMMUNE_RETURNED: 1,
            State.PROVINCE: 1,
            State.ADVISERS: 1,
            State.COUNCIL: 3,
            State.PRELIMINARY: 3,
        }
        assert not Dossier.objects.exclude(origin=Origin.MADE_UP).exists()

    def test_results_come_to_the_stars_their_claims_aimed_at(self) -> None:
        assert sorted(Result.objects.values_list("stars", flat=True)) == [4, 4, 5]

    def test_every_certificate_but_one_suspended_is_of_a_recognition_that_holds(self) -> None:
        held = held_on(LAST_DAY, timezone.now())

        assert Certificate.objects.filter(recognition__in=held).exists()
        others = Certificate.objects.exclude(recognition__in=held)
        assert [each.recognition.suspensions.count() for each in others] == [1]

    def test_demonstration_is_known_once_loaded(self) -> None:
        assert loading.is_loaded()
        assert not loading.is_empty()

    def test_steps_corrected_recall_ended_and_key_of_a_program_are_shown(self) -> None:
        wrong = Event.objects.get(declared_at__isnull=False)

        assert Event.objects.filter(event_id=wrong.event_id, declared_at=None).count() == 1
        assert {each.ground: each.ended_on is None for each in Recall.objects.all()} == {"label": False, "unsafe": True}
        assert list(ApiKey.objects.values_list("producer__name", "scopes")) == [
            ("Hộ kinh doanh Sớm Đò Ngang", ["capture", "query"])
        ]

    def test_case_that_left_is_told_of_with_the_lot_in_it(self) -> None:
        unit = unit_of(CASE)

        assert unit is not None
        assert [step.event.biz_step for step in unit.steps] == ["packing", "shipping"]
        assert [lot.number for lot in unit.lots] == ["L2610-07"]

    def test_goods_are_pictured_by_drawings_that_say_so_and_bear_papers_of_others(self) -> None:
        today = timezone.localdate()

        photos = set(ProductPhoto.objects.values_list("caption", "file__content_type"))
        assert photos == {("Hình minh họa của dữ liệu mẫu", "image/webp")}
        papers = {(each.scheme, each.evidence.has_ended(today)) for each in ShownPaper.objects.standing()}
        assert papers == {("vietgap", False), ("food_safety", True), ("haccp", False)}

    def test_demonstration_is_the_same_every_time(self) -> None:
        assert digest() == DIGEST


class LoadedLater(TestCase):
    def test_demonstration_loads_whenever_somebody_wants_it(self) -> None:
        with time_machine.travel(datetime(2031, 3, 9, 3, tzinfo=UTC)):
            loading.load()

        assert Dossier.objects.count() == 12
