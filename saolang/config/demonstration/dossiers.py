"""Dossiers of one commune in the states a dossier goes through, and the council that rates some of them.

Entered by the services, as people would: what they refuse, the demonstration cannot hold. No star is given here, so
that the figures of the five plans stay what they are. A dossier is opened on the last day of the demonstration's
history, whenever it is loaded: what its product holds then decides its kind.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services.grants import give
from saolang.base.accounts.services.people import create_user
from saolang.base.accounts.services.signatures import sign
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.base.places.queries import standing_in, with_public_codes
from saolang.config.demonstration.drawn import page
from saolang.config.demonstration.histories import LAST_DAY
from saolang.config.demonstration.people import People
from saolang.config.demonstration.rows import BY
from saolang.config.demonstration.sessions import hold_sessions
from saolang.config.demonstration.sign_ins import PASSWORD
from saolang.core.pathways import Path, cheapest
from saolang.core.scoring import Sheet
from saolang.programme.certification.queries import held_on
from saolang.programme.certification.services import certificates
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Assessor, DossierKind, IdeaState, SampleAct, SurveyAnswer
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.queries.dossiers import checklist_of
from saolang.programme.dossiers.rules.assessments import Found, criteria_for
from saolang.programme.dossiers.rules.forms import FieldKind, fields_for
from saolang.programme.dossiers.services import (
    assessments,
    business_plans,
    checks,
    ideas,
    potential,
    receipts,
    samples,
    submissions,
    supplements,
)
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.registry.choices import EvidenceKind, Origin
from saolang.programme.registry.models import Evidence, Ownership, Producer, Product, ProductSet
from saolang.programme.registry.services import evidence
from saolang.web.account.signables import find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.core.scoring import CriteriaSet

FOLDER = settings.PACKAGE / "data" / "demonstration"
SHOWN = " (minh họa)"
REACHES = ("begun", "frozen", "commune", "returned", "province", "advisers", "scoring", "announced", "objected")
"""How far a dossier can have come, the least first; the last two were scored in the session before."""
SAMPLES = 5


def add_dossiers() -> People:
    """Enter them all: sign-ins, survey, ideas, dossiers, the council with its two sessions, certificates.

    Return who acts in them.
    """
    told = yaml.safe_load((FOLDER / "dossiers.yaml").read_text(encoding="utf-8"))
    named = with_public_codes(Place.objects.select_related("map", "province"), {told["commune"], told["province"]})
    places = {place.public_code: place for place in named}
    commune = places[told["commune"]]
    there = Producer.objects.filter(place__in=standing_in(commune, commune.map), merged_into=None)
    makers = {each.name: each for each in there.filter(name__in=told["producers"].values())}
    people = _people(told["producers"], makers, places[told["province"]])
    _survey(told["potential"], commune, people)
    _register_ideas(told["ideas"], makers, people)
    reached = _open_all(told["dossiers"], people)
    hold_sessions(told["council"], places[told["province"]], reached, people)
    _issue_certificates(commune)
    return people


# People --------------------


def _people(emails: Mapping[str, str], makers: Mapping[str, Producer], province: Place) -> People:
    adviser = _person("tu-van@ocop.example", "Tổ tư vấn Hậu Giang", Role.ADVISER, Scope.over(province))
    for nth, (email, name) in enumerate(emails.items(), 1):
        maker = makers[name]
        scope = Scope(ScopeKind.PRODUCER, maker.code, maker.place)
        if nth == 1:
            _person("nguoi-giup@ocop.example", "Người giúp chủ thể 1", Role.HELPER, scope)
        _person(email, f"Chủ thể {nth}: {name}", Role.PRODUCER, scope)
    return People(
        commune=User.objects.get(email="can-bo-xa@ocop.example"),
        office=User.objects.get(email="hau-giang@ocop.example"),
        adviser=adviser,
        producers={name: User.objects.get(email=email) for email, name in emails.items()},
    )


def _person(email: str, full_name: str, role: Role, scope: Scope) -> User:
    user = create_user(email=email, full_name=full_name, password=PASSWORD, by=BY)
    give(user=user, role=role, scope=scope, by=BY, tell=False)
    return user


# Potential products and ideas --------------------


def _survey(told: Sequence[Mapping[str, Any]], commune: Place, people: People) -> None:
    for each in told:
        found = potential.Surveyed(
            name=each["name"],
            place=commune,
            surveyed_on=timezone.localdate() - timedelta(days=60),
            maker=each["maker"],
            product_set=ProductSet.objects.get(edition="qd26", number=each["set"]),
            marks=each["marks"],
            origin=Origin.MADE_UP,
        )
        product = potential.survey(found=found, by=people.commune.actor)
        if each["answer"] == SurveyAnswer.TAKEN_UP:
            potential.take_up(product=product, follower=people.commune, by=people.commune.actor)
        elif each["answer"] == SurveyAnswer.DECLINED:
            reason = "Nguyên liệu không có tại địa phương."
            potential.decline(product=product, reason=reason, by=people.commune.actor)


def _register_ideas(told: Sequence[Mapping[str, Any]], makers: Mapping[str, Producer], people: People) -> None:
    for each in told:
        producer = makers[each["producer"]]
        new = ideas.NewIdea(
            product_name=each["name"],
            product_set=ProductSet.objects.get(edition="qd26", number=each["set"]),
            description="Chế biến trái cây của vườn nhà thành sản phẩm để được lâu hơn.",
            local_character="Giống cây và cách làm của người trong xã.",
            materials="Vườn của gia đình và mười hộ lân cận.",
            customers="Khách du lịch, cửa hàng đặc sản trong tỉnh.",
            origin=Origin.MADE_UP,
        )
        owner = people.producers[producer.name]
        idea = ideas.register(producer=producer, idea=new, by=owner.actor)
        if each["plan"]:
            ideas.decide(idea=idea, state=IdeaState.ACCEPTED, reason="", by=people.commune.actor)
            ideas.follow(idea=idea, follower=people.commune, by=people.commune.actor)
            business_plans.write(idea=idea, plan=_plan(), version=0, by=owner.actor)


def _plan() -> business_plans.Plan:
    first = timezone.localdate().year + 1
    years = [
        business_plans.Year(
            year=first + nth,
            output=Decimal(2 + nth),
            unit="tấn",
            price=Decimal(180),
            cost=Decimal(260 + 120 * nth),
            investment=Decimal(150 if nth == 0 else 20),
            workers=6 + nth,
        )
        for nth in range(3)
    ]
    texts = dict.fromkeys(business_plans.TEXTS, f"Nội dung do bản trình diễn đặt ra{SHOWN}.")
    return business_plans.Plan(years=years, texts=texts)


# Dossiers --------------------


def _open_all(told: Sequence[Mapping[str, Any]], people: People) -> dict[str, list[Dossier]]:
    """Bring each dossier as far as it shall come, and return them by that."""
    reached: dict[str, list[Dossier]] = {reach: [] for reach in REACHES}
    for each in told:
        dossier = _opened(each, people)
        reached[each["reach"]].append(_bring(dossier, REACHES.index(each["reach"]), people))
    return reached


def _opened(told: Mapping[str, Any], people: People) -> Dossier:
    owned = Ownership.objects.standing().filter(ended_on=None, producer__name__in=people.producers)
    product = Product.objects.get(name_vi=told["product"], merged_into=None, ownerships__in=owned)
    owner = owned.get(product=product).producer
    by = people.producers[owner.name].actor
    kind = DossierKind(told["kind"])
    dossier = services.open_dossier(
        product=product, producer=owner, kind=kind, origin=Origin.MADE_UP, on=LAST_DAY, by=by
    )
    claims = choices_for(sheet_of(dossier.edition), told["aim"])
    begun = told["reach"] == "begun"
    for criterion, option in list(claims.items())[: len(claims) // 2 if begun else None]:
        services.claim(dossier=dossier, criterion=criterion, option=option, reason=f"Theo hồ sơ{SHOWN}.", by=by)
    if not begun:
        services.fill_in(dossier=dossier, answers=_answers(kind), version=_fresh(dossier).version, by=by)
        _prove(_fresh(dossier), by=by)
    return _fresh(dossier)


def choices_for(criteria_set: CriteriaSet, stars: int) -> dict[str, str]:
    """Return options that come to so many stars: the fewest that reach them, and the first above 0 elsewhere."""
    way = cheapest(criteria_set, Sheet(), stars)
    if not isinstance(way, Path):
        message = f"{criteria_set.code} does not reach {stars} stars."
        raise TypeError(message)
    wanted = {change.criterion: change.option.code for change in way.changes}
    cases = {change.criterion: change.option.case for change in way.changes}
    for code, criterion in criteria_set.criteria.items():
        least = next(
            (each for each in criterion.options if each.points and each.case == cases.get(code, each.case)), None
        )
        if least:
            wanted.setdefault(code, least.code)
    return {code: wanted[code] for code in criteria_set.criteria if code in wanted}


def _answers(kind: DossierKind) -> dict[str, str]:
    """Return an answer to every field of the forms."""
    by_kind = {
        FieldKind.WHOLE: "5",
        FieldKind.AMOUNT: "1200",
        FieldKind.TICK: "yes",
        FieldKind.SEX: "female",
        FieldKind.ETHNIC_GROUP: "01",
    }
    texts = {"ethnicity": "01", "phone": "0900000000", "founded": "2016", "output_unit": "tấn", "workers": "9"}
    return {
        field.code: texts.get(field.code) or by_kind.get(field.kind, f"Nội dung do bản trình diễn đặt ra{SHOWN}.")
        for field in fields_for(kind)
    }


def _prove(dossier: Dossier, *, by: str) -> None:
    """Put a paper of each kind the dossier lacks into its producer's vault, where there is none, and use it."""
    for line in checklist_of(dossier, timezone.localdate()):
        if not line.missing:
            continue
        known = Evidence.objects.filter(producer=dossier.producer, kind=line.kind, withdrawn_at=None).first()
        paper = known or _paper(dossier.producer, line.kind, by=by)
        for criterion in line.criteria or ("",):
            services.prove(dossier=dossier, evidence=paper, criterion=criterion, by=by)


def _paper(producer: Producer, kind: EvidenceKind, *, by: str) -> Evidence:
    title = f"{kind.label.capitalize()}{SHOWN}"
    content = page(f"{title}\n{producer.name}")
    today = timezone.localdate()
    runs_out = kind in {EvidenceKind.TEST_RESULT, EvidenceKind.PRODUCTION_CONDITIONS, EvidenceKind.QUALITY_SYSTEM}
    new = evidence.NewPaper(
        kind=kind,
        title=title,
        file=store(content, by=by),
        file_name=f"{kind}.pdf",
        number=f"TD-{kind[:4].upper()}",
        issuer=f"Cơ quan cấp{SHOWN}",
        issued_on=today - timedelta(days=200),
        expires_on=today + timedelta(days=530) if runs_out else None,
    )
    return evidence.add(producer=producer, paper=new, by=by)


def _bring(dossier: Dossier, reach: int, people: People) -> Dossier:
    """Let people do with the dossier what they do, step by step, until it is where it shall be."""
    steps = (_freeze, _receive, _return, _propose, _accept, _advise)
    least = ("frozen", "commune", "returned", "province", "advisers", "scoring")
    for step, name in zip(steps, least, strict=True):
        passed = reach >= REACHES.index(name)
        if passed and (step is not _return or reach == REACHES.index(name)):
            step(_fresh(dossier), people)
    return _fresh(dossier)


def _freeze(dossier: Dossier, people: People) -> None:
    submissions.freeze(dossier=dossier, on=LAST_DAY, by=people.owner_of(dossier).actor)


def _receive(dossier: Dossier, people: People) -> None:
    owner = people.owner_of(dossier)
    thing = find(owner, "submission", f"{dossier.code}.1")
    sign(thing=thing, user=owner, role=Role.PRODUCER, proof=Proof.PASSWORD, by=owner.actor)
    by = people.commune.actor
    receipts.receive(dossier=_fresh(dossier), by=by)
    if dossier.edition.content.get("sample_products"):
        day = timezone.localdate()
        samples.move(dossier=dossier, act=SampleAct.RECEIVED, units=SAMPLES, on=day, by=by)


def _return(dossier: Dossier, people: People) -> None:
    wanted = [
        supplements.Wanted("paper:test_result", "Phiếu kiểm nghiệm chưa có chỉ tiêu kim loại nặng."),
        supplements.Wanted("1.1", "Chưa thấy hợp đồng mua nguyên liệu trong tỉnh."),
    ]
    due_on = timezone.localdate() + timedelta(days=7)
    supplements.ask(dossier=dossier, wanted=wanted, due_on=due_on, by=people.commune.actor)


def _propose(dossier: Dossier, people: People) -> None:
    by, day = people.commune.actor, timezone.localdate()
    if dossier.edition.content.get("sample_products"):
        samples.move(dossier=dossier, act=SampleAct.PASSED_ON, units=SAMPLES, on=day, by=by)
    _report(dossier, Assessor.COMMUNE, ("materials", "labour", "idea", "identity"), by=by)


def _accept(dossier: Dossier, people: People) -> None:
    checks.accept(dossier=dossier, by=people.office.actor)


def _advise(dossier: Dossier, people: People) -> None:
    _report(dossier, Assessor.ADVISERS, ("survey", "remarks"), by=people.adviser.actor)


def _report(dossier: Dossier, assessor: Assessor, topics: Sequence[str], *, by: str) -> None:
    claims = dict(dossier.claims.values_list("criterion", "option"))
    found = {code: Found(claims[code]) for code in criteria_for(dossier, assessor) if code in claims}
    written = assessments.Written(
        answers=dict.fromkeys(topics, f"Phù hợp với hồ sơ{SHOWN}."),
        findings=found,
        met_on=timezone.localdate(),
        proposes=True,
        conclusion=f"Đề nghị đánh giá, phân hạng{SHOWN}.",
    )
    assessment = assessments.save(dossier=dossier, assessor=assessor, written=written, version=0, by=by)
    assessments.hand_on(dossier=_fresh(dossier), assessor=assessor, version=assessment.version, by=by)


def _fresh(dossier: Dossier) -> Dossier:
    known = Dossier.objects.select_related("product", "producer", "edition__product_set", "place", "renews")
    return known.get(pk=dossier.pk)


# Certificates --------------------


def _issue_certificates(commune: Place) -> None:
    """Issue the certificates of the recognitions products of the commune hold, each on its own first day."""
    held = held_on(LAST_DAY, timezone.now())
    there = held.filter(product__place__in=standing_in(commune, commune.map), decision__isnull=False)
    for recognition in there.order_by("began_on", "pk"):
        certificates.issue(recognition=recognition, on=recognition.began_on, by=BY)
