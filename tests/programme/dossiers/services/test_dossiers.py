"""A dossier on its producer's side: opened, filled in, claimed, proved, renewed, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.models import Claim, Dossier, Proof
from saolang.programme.dossiers.queries.dossiers import claims_of, ended_since
from saolang.programme.dossiers.rules import dossiers as rules
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.registry.choices import EvidenceKind
from saolang.programme.registry.models import ProductSet
from saolang.programme.registry.services import evidence
from tests.days import days_ago, today
from tests.factories.certification import a_recognition
from tests.factories.dossiers import a_dossier, a_paper_of, an_edition
from tests.factories.places import a_divided_commune, a_merged_commune
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer, Product

pytestmark = pytest.mark.django_db

BY = "user:7"


@pytest.fixture
def producer(commune: Place) -> Producer:
    return a_producer(place=commune)


@pytest.fixture
def rice(producer: Producer) -> Product:
    an_edition()
    return a_product("Gạo thơm", producer=producer, product_set=ProductSet.objects.get(pk="qd26-03"))


def opened(product: Product, producer: Producer, kind: DossierKind = DossierKind.FIRST, **said: Any) -> Dossier:
    return services.open_dossier(product=product, producer=producer, kind=kind, by=BY, **said)


def certified(product: Product, expires_in: int, **values: Any) -> None:
    """Give the product a certificate that runs out in about so many days."""
    a_recognition(product, on=today() - dt.timedelta(days=3 * 365 - expires_in), **values)


# Opening --------------------


def test_open_takes_the_edition_and_procedure_in_use(rice: Product, producer: Producer) -> None:
    an_edition(number=1)

    dossier = opened(rice, producer)

    assert (dossier.edition.code, dossier.procedure, dossier.state) == ("qd26-03@1", "d26", State.DRAFT)
    assert (dossier.place, dossier.renews) == (producer.place, None)


def test_open_refuses_a_second_dossier_until_the_first_has_ended(rice: Product, producer: Producer) -> None:
    first = opened(rice, producer)

    with pytest.raises(Refusal) as refused:
        opened(rice, producer)
    services.withdraw(dossier=first, reason="nhầm", by=BY)

    assert refused.value == Refusal(rules.OPEN_ALREADY, code=first.code)
    assert opened(rice, producer).pk


def test_open_refuses_who_does_not_own_the_product(rice: Product, commune: Place) -> None:
    with pytest.raises(Refusal) as refused:
        opened(rice, a_producer(place=commune))

    assert refused.value == rules.NOT_OWNED


def test_open_refuses_a_product_nobody_knows_the_place_of(rice: Product) -> None:
    lost = a_producer()
    product = a_product(producer=lost, product_set=rice.product_set)

    with pytest.raises(Refusal) as refused:
        opened(product, lost)

    assert refused.value == rules.WITHOUT_PLACE


def test_open_goes_to_the_commune_of_today_that_holds_the_old_one(rice: Product, commune: Place) -> None:
    old, unit = a_merged_commune()
    producer = a_producer(place=commune)
    product = a_product(producer=producer, product_set=rice.product_set, place=old)

    assert opened(product, producer).place == unit


def test_open_is_refused_on_a_day_before_every_procedure(rice: Product, producer: Producer) -> None:
    with pytest.raises(Refusal) as refused:
        opened(rice, producer, on=dt.date(2019, 1, 1))

    assert refused.value == rules.BEFORE_EVERY_PROCEDURE


def test_open_is_refused_for_a_commune_divided_over_several(rice: Product, commune: Place) -> None:
    producer = a_producer(place=commune)
    product = a_product(producer=producer, product_set=rice.product_set, place=a_divided_commune())

    with pytest.raises(Refusal) as refused:
        opened(product, producer)

    assert refused.value == rules.DIVIDED


def test_open_renewal_keeps_the_certificate_it_renews(rice: Product, producer: Producer) -> None:
    certified(rice, 150)

    dossier = opened(rice, producer, DossierKind.RENEWAL)

    assert dossier.renews == rice.recognitions.get()


def test_open_renewal_after_its_window_is_refused(rice: Product, producer: Producer) -> None:
    certified(rice, 100)

    with pytest.raises(Refusal) as refused:
        opened(rice, producer, DossierKind.RENEWAL)

    assert "Đã quá hạn nộp" in refused.value.message


def ended_as_recognised(dossier: Dossier) -> None:
    """Write the dossier down as recognised: what happened on the way is tested elsewhere."""
    now = timezone.now()
    Dossier.objects.filter(pk=dossier.pk).update(state=State.RECOGNISED, filed_at=now, state_since=now)


def test_renewal_is_filled_from_the_last_dossier(rice: Product, producer: Producer) -> None:
    first = opened(rice, producer)
    kept, ended = a_paper_of(first), a_paper_of(first, expires_on=days_ago(1))
    services.claim(dossier=first, criterion="1.1", option="1.1-3", reason="trong xã", papers=[kept, ended], by=BY)
    answers = {"ethnicity": "01", "pledge": "yes", "revenue": "500"}
    services.fill_in(dossier=first, answers=answers, version=2, by=BY)
    ended_as_recognised(first)
    certified(rice, 150)

    renewal = opened(rice, producer, DossierKind.RENEWAL)

    assert [(claim.option, claim.reason) for claim in claims_of(renewal).values()] == [("1.1-3", "trong xã")]
    assert list(renewal.proofs.values_list("criterion", "evidence")) == [("1.1", kept.pk)]
    assert renewal.forms == {"ethnicity": "01"}
    assert ended_since(renewal, today()) == [ended]


def test_renewal_takes_the_newer_of_a_replaced_paper(rice: Product, producer: Producer) -> None:
    first = opened(rice, producer)
    old = a_paper_of(first, expires_on=days_ago(1))
    services.prove(dossier=first, evidence=old, criterion="1.1", by=BY)
    ended_as_recognised(first)
    new = evidence.replace(evidence=old, paper=a_newer_than(old), by=BY)
    certified(rice, 150)

    renewal = opened(rice, producer, DossierKind.RENEWAL)

    assert list(renewal.proofs.values_list("evidence", flat=True)) == [new.pk]
    assert ended_since(renewal, today()) == []


def a_newer_than(old: Any) -> evidence.NewPaper:
    other = a_paper_of(a_dossier(old.producer.place))
    return evidence.NewPaper(kind=EvidenceKind.TEST_RESULT, title="bản mới", file=other.file, file_name="moi.pdf")


# The forms --------------------


def test_answers_are_kept_and_the_rest_stays(commune: Place) -> None:
    dossier = a_dossier(commune, forms={"phone": "0912"})

    saved = services.fill_in(dossier=dossier, answers={"revenue": " 12.50 ", "ahead": "mở rộng"}, version=1, by=BY)

    assert saved.forms == {"phone": "0912", "revenue": "12.5", "ahead": "mở rộng"}
    assert saved.version == 2


def test_personal_answers_are_recorded_apart(commune: Place) -> None:
    dossier = a_dossier(commune)

    services.fill_in(dossier=dossier, answers={"phone": "0912", "revenue": "5"}, version=1, by=BY)

    change = Change.objects.filter(kind="dossier", code=dossier.code).latest("pk")
    assert (change.after, change.personal) == ({"revenue": "5"}, {"phone": "0912"})


def test_stale_answers_are_refused_and_nothing_is_lost(commune: Place) -> None:
    dossier = a_dossier(commune)
    services.fill_in(dossier=dossier, answers={"revenue": "5"}, version=1, by=BY)

    with pytest.raises(Refusal) as refused:
        services.fill_in(dossier=dossier, answers={"revenue": "6"}, version=1, by="user:8")

    dossier.refresh_from_db()
    assert (refused.value, dossier.forms) == (rules.CHANGED_MEANWHILE, {"revenue": "5"})


def test_answers_of_another_kind_of_dossier_are_left_out(commune: Place) -> None:
    dossier = a_dossier(commune)

    assert services.fill_in(dossier=dossier, answers={"upgraded": "x"}, version=1, by=BY).forms == {}


# The self-score --------------------


def test_claim_keeps_option_reason_and_proofs(commune: Place) -> None:
    dossier = a_dossier(commune)
    paper = a_paper_of(dossier)

    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", reason=" vì ", papers=[paper], by=BY)

    line = Claim.objects.get(dossier=dossier)
    assert (line.criterion, line.option, line.reason, line.saved_by) == ("1.1", "1.1-2", "vì", BY)
    assert Proof.objects.get(dossier=dossier, criterion="1.1").evidence == paper


def test_claim_of_nothing_takes_the_line_back(commune: Place) -> None:
    dossier = a_dossier(commune, choices={"1.1": "1.1-2"})

    services.claim(dossier=dossier, criterion="1.1", option="", by=BY)

    assert claims_of(dossier) == {}


def test_claim_without_papers_leaves_the_proofs(commune: Place) -> None:
    dossier = a_dossier(commune)
    services.prove(dossier=dossier, evidence=a_paper_of(dossier), criterion="1.1", by=BY)

    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", by=BY)
    assert dossier.proofs.count() == 1

    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", papers=[], by=BY)
    assert dossier.proofs.count() == 0


def test_two_people_on_one_line_the_second_is_told(commune: Place) -> None:
    dossier = a_dossier(commune)
    seen = rules.shown(None, [])
    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", seen=seen, by=BY)

    with pytest.raises(Refusal) as refused:
        services.claim(dossier=dossier, criterion="1.1", option="1.1-3", seen=seen, by="user:8")

    assert refused.value == rules.CHANGED_MEANWHILE
    assert claims_of(dossier)["1.1"].option == "1.1-2"


def test_two_people_on_two_lines_both_save(commune: Place) -> None:
    dossier = a_dossier(commune)
    seen = rules.shown(None, [])

    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", seen=seen, by=BY)
    services.claim(dossier=dossier, criterion="1.2", option="1.2-2", seen=seen, by="user:8")

    assert set(claims_of(dossier)) == {"1.1", "1.2"}


@pytest.mark.parametrize(("criterion", "option"), [("99", "99-1"), ("1.1", "1.2-1"), ("1.1", "x")])
def test_claim_refuses_what_the_set_does_not_have(criterion: str, option: str, commune: Place) -> None:
    dossier = a_dossier(commune)

    with pytest.raises(Refusal) as refused:
        services.claim(dossier=dossier, criterion=criterion, option=option, by=BY)

    assert refused.value.params["criterion"] == criterion
    assert claims_of(dossier) == {}


def test_claim_refuses_anothers_paper_and_a_long_reason(commune: Place) -> None:
    dossier, other = a_dossier(commune), a_dossier(commune)

    with pytest.raises(Refusal) as paper:
        services.claim(dossier=dossier, criterion="1.1", option="1.1-2", papers=[a_paper_of(other)], by=BY)
    with pytest.raises(Refusal) as reason:
        services.claim(dossier=dossier, criterion="1.1", option="1.1-2", reason="x" * 3001, by=BY)

    assert (paper.value, reason.value) == (rules.ANOTHERS_PAPER, rules.REASON_TOO_LONG)


def test_nothing_changes_while_an_office_has_the_dossier(filed: Dossier) -> None:
    paper = a_paper_of(filed)

    for change in (
        lambda: services.claim(dossier=filed, criterion="1.1", option="1.1-1", by=BY),
        lambda: services.prove(dossier=filed, evidence=paper, by=BY),
        lambda: services.take_out(dossier=filed, evidence=paper, by=BY),
        lambda: services.fill_in(dossier=filed, answers={"revenue": "1"}, version=filed.version, by=BY),
    ):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value == rules.NOT_EDITABLE


def test_claim_that_changes_nothing_records_nothing(commune: Place) -> None:
    dossier = a_dossier(commune)
    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", by=BY)
    before = Change.objects.count()

    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", papers=[], by=BY)

    assert Change.objects.count() == before


# Papers --------------------


def test_paper_is_put_in_once_and_taken_out_everywhere(commune: Place) -> None:
    dossier = a_dossier(commune)
    paper = a_paper_of(dossier)
    for criterion in ("", "", "1.1", "1.2"):
        services.prove(dossier=dossier, evidence=paper, criterion=criterion, by=BY)
    assert dossier.proofs.count() == 3

    services.take_out(dossier=dossier, evidence=paper, by=BY)

    assert dossier.proofs.count() == 0


def test_newer_paper_takes_over_in_drafts_and_not_in_what_was_handed_in(commune: Place, filed: Dossier) -> None:
    draft = a_dossier(commune, producer=filed.producer)
    old, new = a_paper_of(draft), a_paper_of(draft)
    services.prove(dossier=draft, evidence=old, criterion="1.1", by=BY)
    services.prove(dossier=draft, evidence=old, criterion="1.2", by=BY)
    services.prove(dossier=draft, evidence=new, criterion="1.2", by=BY)
    Proof.objects.create(dossier=filed, evidence=old, added_by=BY)

    changed = services.take_newer(old=old, new=new, by=BY)

    assert changed == [draft]
    assert set(draft.proofs.values_list("criterion", "evidence")) == {("1.1", new.pk), ("1.2", new.pk)}
    assert filed.proofs.get().evidence == old


# Withdrawing --------------------


def test_withdrawn_dossier_has_ended(commune: Place) -> None:
    dossier = services.withdraw(dossier=a_dossier(commune), reason="chưa đủ", by=BY)

    assert (dossier.state, dossier.moves.get().note) == (State.WITHDRAWN, "chưa đủ")


def test_dossier_with_the_council_is_not_withdrawn(commune: Place) -> None:
    dossier = a_dossier(commune, state=State.COUNCIL)

    with pytest.raises(Refusal) as refused:
        services.withdraw(dossier=dossier, reason="", by=BY)

    assert refused.value.params["act"] == Act.WITHDRAW.label
