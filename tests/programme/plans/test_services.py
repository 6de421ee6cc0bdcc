from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.models import IssuedReport, Plan, Target
from saolang.programme.plans.rules import PLANS, PlanTerms, TargetTerms
from saolang.programme.plans.services import (
    Loaded,
    add_target,
    attach_file,
    draft_plan,
    issue_report,
    load_plans,
    move_plan,
    remove_target,
    revise_plan,
    revise_target,
)
from tests.factories.files import StoredFileFactory
from tests.factories.plans import PlanFactory, TargetFactory

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 k\xe1\xba\xbf ho\xe1\xba\xa1ch"
NEW = TargetTerms("T-01", "Sản phẩm mới", "products.new", ">=", goal=Decimal(30))


def terms(**values: Any) -> PlanTerms:
    whole = PlanTerms(
        code="cao-bang-2027",
        title_vi="Kế hoạch năm 2027",
        place=Place.objects.get(map=2, code="04"),
        period="2027",
        begins_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    return replace(whole, **values)


def latest(kind: str, code: str) -> Change:
    change = history_of(kind, code).first()
    assert change is not None
    return change


def changes() -> int:
    """How many changes the list tells of plans."""
    return Change.objects.filter(kind__in=["plan", "target", "plan_report"]).count()


# Plans


def test_draft_plan_adds_a_plan_in_draft_and_records_it() -> None:
    plan = draft_plan(terms=terms(), by="user:1")

    assert (plan.state, plan.version) == (PlanState.DRAFT, 1)
    change = latest("plan", "cao-bang-2027")
    assert (change.actor, change.action, change.after["place"], change.after["begins_on"]) == (
        "user:1",
        "create",
        "2-04",
        "2027-01-01",
    )


def test_draft_plan_under_another_records_its_code() -> None:
    above = PlanFactory()

    draft_plan(terms=terms(parent=above), by="user:1")

    assert latest("plan", "cao-bang-2027").after["parent"] == above.code


def test_draft_plan_with_a_code_that_is_taken_is_refused() -> None:
    PlanFactory(code="cao-bang-2027")

    with pytest.raises(Refusal, match="Đã có kế hoạch mã cao-bang-2027"):
        draft_plan(terms=terms(), by="user:1")


@pytest.mark.parametrize("wrong", [{"ends_on": date(2026, 1, 1)}, {"title_vi": ""}])
def test_draft_plan_that_cannot_be_leaves_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        draft_plan(terms=terms(**wrong), by="user:1")

    assert (Plan.objects.count(), changes()) == (0, 0)


def test_revise_plan_records_only_what_changed_and_raises_the_version() -> None:
    plan = PlanFactory(issued=True)
    corrected = replace(PlanTerms.of(plan), number="13/KH-UBND")

    revised = revise_plan(plan=plan, terms=corrected, version=1, by="user:1", reason="Đính chính")

    assert (revised.number, revised.version) == ("13/KH-UBND", 2)
    change = latest("plan", plan.code)
    assert (change.action, change.before, change.after, change.reason) == (
        "change",
        {"number": "12/KH-UBND"},
        {"number": "13/KH-UBND"},
        "Đính chính",
    )


def test_revise_plan_keeps_its_code() -> None:
    plan = PlanFactory(code="cu")

    revised = revise_plan(
        plan=plan, terms=replace(PlanTerms.of(plan), code="moi", title_en="New"), version=1, by="user:1"
    )

    assert (revised.code, revised.title_en) == ("cu", "New")


def test_revise_plan_with_nothing_new_changes_nothing() -> None:
    plan = PlanFactory()

    revised = revise_plan(plan=plan, terms=PlanTerms.of(plan), version=1, by="user:1")

    assert (revised.version, changes()) == (1, 0)


def test_revise_plan_that_somebody_changed_since_is_refused() -> None:
    plan = PlanFactory()
    revise_plan(plan=plan, terms=replace(PlanTerms.of(plan), signer="Bà A"), version=1, by="user:1")

    with pytest.raises(Refusal, match="người khác sửa"):
        revise_plan(plan=plan, terms=replace(PlanTerms.of(plan), signer="Ông B"), version=1, by="user:2")

    plan.refresh_from_db()
    assert plan.signer == "Bà A"


def test_revise_plan_to_a_level_its_targets_do_not_fit_is_refused() -> None:
    plan = PlanFactory()
    TargetFactory(plan=plan, per="district")
    commune = Place.objects.filter(map=1, level="commune", province=plan.place).first()

    with pytest.raises(Refusal, match="không phải cấp dưới"):
        revise_plan(
            plan=plan,
            terms=replace(PlanTerms.of(plan), place=commune, level="commune"),
            version=1,
            by="user:1",
        )


@pytest.mark.parametrize(
    ("path", "actions"),
    [
        ([PlanState.COMMENT, PlanState.ISSUED, PlanState.CLOSED], ["change", "issue", "close"]),
        ([PlanState.COMMENT, PlanState.DRAFT], ["change", "change"]),
    ],
)
def test_move_plan_goes_from_state_to_state(path: list[PlanState], actions: list[str]) -> None:
    plan = PlanFactory()

    for version, to in enumerate(path, start=1):
        plan = move_plan(plan=plan, to=to, version=version, by="user:1")

    assert (plan.state, plan.version) == (path[-1], len(path) + 1)
    history = list(history_of("plan", plan.code).order_by("id"))
    assert [change.action for change in history] == actions
    assert [change.after["state"] for change in history] == path


def test_move_plan_to_a_state_it_may_not_go_to_is_refused() -> None:
    plan = PlanFactory(issued=True)

    with pytest.raises(Refusal, match="không chuyển sang “dự thảo” được"):
        move_plan(plan=plan, to=PlanState.DRAFT, version=1, by="user:1")


def test_attach_file_keeps_the_document() -> None:
    file = store(PDF, by="user:1")

    plan = attach_file(plan=PlanFactory(), file=file, file_name="ke-hoach.pdf", version=1, by="user:1")

    plan.refresh_from_db()
    assert (plan.file, plan.file_name, plan.version) == (file, "ke-hoach.pdf", 2)
    assert latest("plan", plan.code).after == {"file": file.sha256, "file_name": "ke-hoach.pdf"}


def test_attach_file_again_tells_which_one_it_replaces() -> None:
    first, second = StoredFileFactory(), StoredFileFactory()
    plan = attach_file(plan=PlanFactory(), file=first, file_name="ke-hoach.pdf", version=1, by="user:1")

    attach_file(plan=plan, file=second, file_name="moi.pdf", version=2, by="user:1")

    assert latest("plan", plan.code).before == {"file": first.sha256, "file_name": "ke-hoach.pdf"}


def test_attach_file_of_an_endless_name_is_refused() -> None:
    plan = PlanFactory()
    file = StoredFileFactory()

    with pytest.raises(Refusal):
        attach_file(plan=plan, file=file, file_name="a" * 201, version=1, by="user:1")

    plan.refresh_from_db()
    assert (plan.file, plan.version, changes()) == (None, 1, 0)


def test_issue_report_keeps_figures_and_bytes() -> None:
    plan = PlanFactory(issued=True)
    known = datetime(2025, 1, 12, 17, tzinfo=UTC)

    report = issue_report(
        plan=plan,
        as_at=date(2024, 12, 31),
        as_known=known,
        figures={"T-01": {"value": 31}},
        content=PDF,
        file_name="bao-cao.pdf",
        by="user:1",
    )

    kept = IssuedReport.objects.get()
    assert (kept, kept.figures, kept.as_known, kept.issued_by) == (report, {"T-01": {"value": 31}}, known, "user:1")
    assert read(kept.file) == PDF
    change = latest("plan_report", f"{plan.code}/{report.pk}")
    assert (change.action, change.after["as_at"], change.after["file"]) == ("issue", "2024-12-31", kept.file.sha256)


def test_issue_report_without_a_name_is_refused() -> None:
    with pytest.raises(Refusal):
        issue_report(
            plan=PlanFactory(),
            as_at=date(2024, 12, 31),
            as_known=datetime(2025, 1, 1, tzinfo=UTC),
            figures={"T-01": 1},
            content=PDF,
            file_name="",
            by="user:1",
        )

    assert not IssuedReport.objects.exists()


# Targets


def test_add_target_puts_it_after_the_others_and_records_it() -> None:
    plan = PlanFactory()
    TargetFactory(plan=plan, position=7)

    target = add_target(plan=plan, terms=NEW, version=1, by="user:1")

    plan.refresh_from_db()
    assert (target.position, plan.version) == (8, 2)
    change = latest("target", f"{plan.code}/T-01")
    assert (change.action, change.after["indicator"], change.after["goal"]) == ("create", "products.new", "30")


def test_add_target_the_plan_cannot_hold_is_refused() -> None:
    plan = PlanFactory()

    with pytest.raises(Refusal, match=r"shops\.open"):
        add_target(plan=plan, terms=replace(NEW, indicator="shops.open"), version=1, by="user:1")

    assert not Target.objects.exists()


def test_add_target_without_a_label_is_refused() -> None:
    with pytest.raises(Refusal, match="chỉ tiêu"):
        add_target(plan=PlanFactory(), terms=replace(NEW, label_vi=""), version=1, by="user:1")


def test_add_target_with_a_code_once_removed_is_refused() -> None:
    plan = PlanFactory()
    target = add_target(plan=plan, terms=NEW, version=1, by="user:1")
    remove_target(target=target, version=2, by="user:1", reason="")

    with pytest.raises(Refusal, match="kể cả đã bỏ"):
        add_target(plan=plan, terms=NEW, version=3, by="user:1")


def test_add_target_to_an_issued_plan_needs_a_reason() -> None:
    plan = PlanFactory(issued=True)

    with pytest.raises(Refusal, match="lý do"):
        add_target(plan=plan, terms=NEW, version=1, by="user:1")

    assert add_target(plan=plan, terms=NEW, version=1, by="user:1", reason="Quyết định 5").plan == plan


def test_revise_target_records_only_what_changed() -> None:
    target = TargetFactory(code="T-01", goal=30)

    revised = revise_target(
        target=target, terms=replace(TargetTerms.of(target), goal=Decimal(40)), version=1, by="user:1"
    )

    assert revised.goal == 40
    assert Plan.objects.get().version == 2
    change = latest("target", f"{target.plan.code}/T-01")
    assert (change.action, change.before, change.after) == ("change", {"goal": "30.00"}, {"goal": "40"})


def test_revise_target_with_nothing_new_changes_nothing() -> None:
    target = TargetFactory()

    revise_target(target=target, terms=TargetTerms.of(target), version=1, by="user:1")

    assert (Plan.objects.get().version, changes()) == (1, 0)


def test_revise_target_that_was_removed_is_refused() -> None:
    target = TargetFactory(code="T-01")
    remove_target(target=target, version=1, by="user:1", reason="")

    with pytest.raises(Refusal, match="T-01 đã được bỏ"):
        revise_target(target=target, terms=TargetTerms.of(target), version=2, by="user:1")


def test_revise_target_under_the_goal_of_one_within_it_is_refused() -> None:
    plan = PlanFactory()
    outer = TargetFactory(plan=plan, code="T-01", indicator="products.certified", goal=150)
    TargetFactory(plan=plan, code="T-02", indicator="products.certified_4_stars", goal=10, within="T-01")

    with pytest.raises(Refusal, match=r"T-02: mức cao hơn mức của T-01"):
        revise_target(target=outer, terms=replace(TargetTerms.of(outer), goal=Decimal(9)), version=1, by="user:1")


def test_revise_target_cannot_take_what_lies_within_it_as_its_outer() -> None:
    plan = PlanFactory()
    outer = TargetFactory(plan=plan, code="T-01", indicator="products.certified", goal=150)
    TargetFactory(plan=plan, code="T-02", indicator="products.certified_4_stars", goal=150, within="T-01")

    with pytest.raises(Refusal, match="không phải một chỉ tiêu khác"):
        revise_target(target=outer, terms=replace(TargetTerms.of(outer), within="T-02"), version=1, by="user:1")


def test_remove_target_leaves_its_history() -> None:
    target = TargetFactory(code="T-01")

    remove_target(target=target, version=1, by="user:1", reason="Trùng")

    target.refresh_from_db()
    assert target.removed_at is not None
    change = latest("target", f"{target.plan.code}/T-01")
    assert (change.action, change.before["indicator"], change.reason) == ("withdraw", "products.new", "Trùng")


def test_remove_target_another_lies_within_is_refused() -> None:
    plan = PlanFactory()
    outer = TargetFactory(plan=plan, code="T-01", indicator="products.certified")
    TargetFactory(plan=plan, code="T-02", indicator="products.certified_4_stars", goal=10, within="T-01")

    with pytest.raises(Refusal, match="T-02 nhắc đến T-01"):
        remove_target(target=outer, version=1, by="user:1", reason="")


def test_targets_of_a_closed_plan_stay_as_they_are() -> None:
    target = TargetFactory(plan__state=PlanState.CLOSED)
    words: dict[str, Any] = {"version": 1, "by": "user:1", "reason": "Quyết định 5"}

    with pytest.raises(Refusal, match="đã kết thúc"):
        add_target(plan=target.plan, terms=NEW, **words)
    with pytest.raises(Refusal, match="đã kết thúc"):
        revise_target(target=target, terms=NEW, **words)
    with pytest.raises(Refusal, match="đã kết thúc"):
        remove_target(target=target, **words)

    assert changes() == 0


# Plan files


def plan_entry(**values: Any) -> dict[str, Any]:
    return {
        "code": "thu-2024",
        "title": {"vi": "Kế hoạch thử"},
        "place": {"generation": 1, "code": "04"},
        "level": "province",
        "period": "2024",
        "begins_on": date(2024, 1, 1),
        "ends_on": date(2024, 12, 31),
        "state": "issued",
        "not_in_source": ["number", "issued_on", "signer"],
        "document": "Tin thử",
    } | values


def target_entry(code: str = "T-01", **values: Any) -> dict[str, Any]:
    whole = {"code": code, "label": {"vi": "Sản phẩm mới"}, "indicator": "products.new", "comparator": ">=", "goal": 30}
    return whole | values


def write(folder: Path, *targets: dict[str, Any], name: str = "thu", **plan: Any) -> Path:
    content = {"plan": plan_entry(**plan), "targets": list(targets)}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def sentences(loaded: Loaded) -> list[str]:
    return [str(refusal) for refusal in loaded.kept]


def test_load_plans_brings_in_the_five_plans() -> None:
    loaded = load_plans(by="setup")

    assert loaded == Loaded(added=46)
    assert (Plan.objects.count(), Target.objects.count()) == (5, 41)
    states = dict(Plan.objects.values_list("place__name", "state"))
    assert states == {
        "Cao Bằng": "issued",
        "Hà Nam": "issued",
        "Hậu Giang": "issued",
        "Trà Vinh": "comment",
        "Đồng Tháp": "issued",
    }


def test_load_plans_again_changes_nothing() -> None:
    load_plans(by="setup")
    before = (list(Plan.objects.values()), list(Target.objects.values()), changes())

    loaded = load_plans(by="setup")

    assert loaded == Loaded()
    assert (list(Plan.objects.values()), list(Target.objects.values()), changes()) == before


def test_load_plans_keeps_the_order_of_the_file() -> None:
    load_plans(by="setup")

    codes = list(Target.objects.filter(plan__code="ha-nam-2024").values_list("code", flat=True))

    assert codes == [f"HN-0{number}" for number in range(1, 8)]


def test_load_plans_follows_a_file_that_has_changed(tmp_path: Path) -> None:
    load_plans(by="setup", folder=write(tmp_path, target_entry(), target_entry("T-02")))

    loaded = load_plans(
        by="setup", folder=write(tmp_path, target_entry(goal=40), target_entry("T-03"), document="Tin mới")
    )

    assert loaded == Loaded(added=1, changed=3)
    plan = Plan.objects.get()
    assert (plan.source, plan.version) == ("Tin mới", 2)
    current = plan.targets.filter(removed_at=None)
    assert list(current.values_list("code", "goal")) == [("T-01", 40), ("T-03", 30)]
    assert latest("target", "thu-2024/T-01").action == "import"


def test_load_plans_leaves_what_a_person_set_and_says_so(tmp_path: Path) -> None:
    load_plans(by="setup", folder=write(tmp_path, target_entry()))
    target = Target.objects.get()
    revise_target(
        target=target, terms=replace(TargetTerms.of(target), goal=Decimal(50)), version=1, by="user:1", reason="QĐ 5"
    )

    loaded = load_plans(by="setup", folder=write(tmp_path, target_entry(goal=40, label={"vi": "Nhãn mới"})))

    target.refresh_from_db()
    assert (target.goal, target.label_vi) == (50, "Nhãn mới")
    assert loaded.changed == 1
    assert sentences(loaded) == ["thu-2024/T-01: giữ nguyên goal như người dùng đã sửa; tệp kế hoạch ghi khác."]


def test_load_plans_says_so_each_time(tmp_path: Path) -> None:
    folder = write(tmp_path, target_entry())
    load_plans(by="setup", folder=folder)
    plan = Plan.objects.get()
    revise_plan(plan=plan, terms=replace(PlanTerms.of(plan), signer="Bà A"), version=1, by="user:1", reason="Bổ sung")

    loaded = [load_plans(by="setup", folder=folder) for _ in range(2)]

    assert [sentences(one) for one in loaded] == [
        ["thu-2024: giữ nguyên signer như người dùng đã sửa; tệp kế hoạch ghi khác."]
    ] * 2
    assert Plan.objects.get().signer == "Bà A"


def test_load_plans_leaves_the_state_a_person_has_moved_to(tmp_path: Path) -> None:
    folder = write(tmp_path, target_entry())
    load_plans(by="setup", folder=folder)
    move_plan(plan=Plan.objects.get(), to=PlanState.CLOSED, version=1, by="user:1")

    loaded = load_plans(by="setup", folder=folder)

    assert (loaded, Plan.objects.get().state) == (Loaded(), PlanState.CLOSED)


def test_load_plans_does_not_bring_back_a_target_a_person_removed(tmp_path: Path) -> None:
    folder = write(tmp_path, target_entry())
    load_plans(by="setup", folder=folder)
    remove_target(target=Target.objects.get(), version=1, by="user:1", reason="QĐ 5")

    loaded = load_plans(by="setup", folder=folder)

    assert sentences(loaded) == ["thu-2024/T-01: đã được bỏ, không thêm lại từ tệp."]
    assert not Target.objects.filter(removed_at=None).exists()


def test_load_plans_leaves_a_target_a_person_added(tmp_path: Path) -> None:
    folder = write(tmp_path, target_entry())
    load_plans(by="setup", folder=folder)
    add_target(plan=Plan.objects.get(), terms=replace(NEW, code="X-01"), version=1, by="user:1", reason="QĐ 5")

    loaded = load_plans(by="setup", folder=folder)

    assert loaded == Loaded()
    assert list(Target.objects.filter(removed_at=None).values_list("code", flat=True)) == ["T-01", "X-01"]


def test_load_plans_brings_back_a_target_that_only_the_file_had_lost(tmp_path: Path) -> None:
    load_plans(by="setup", folder=write(tmp_path, target_entry(), target_entry("T-02")))
    load_plans(by="setup", folder=write(tmp_path, target_entry()))

    loaded = load_plans(by="setup", folder=write(tmp_path, target_entry(), target_entry("T-02", goal=35)))

    assert loaded == Loaded(added=1)
    assert list(Target.objects.filter(removed_at=None).values_list("code", "goal")) == [("T-01", 30), ("T-02", 35)]


def test_load_plans_finds_the_plan_above_whatever_the_order(tmp_path: Path) -> None:
    write(tmp_path, name="a", code="a-2024", parent="z-2021-2025")
    write(tmp_path, name="z", code="z-2021-2025")

    load_plans(by="setup", folder=tmp_path)

    assert str(Plan.objects.get(code="a-2024").parent) == "Kế hoạch thử"


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"parent": "khong-co"}, "không có kế hoạch cấp trên mã khong-co"),
        ({"place": {"generation": 1, "code": "00"}}, "không có đơn vị mã 00 trên bản đồ thứ 1"),
        ({"ends_on": date(2023, 1, 1)}, "đứng trước ngày đầu"),
    ],
)
def test_load_plans_with_a_plan_that_cannot_be_loads_nothing(tmp_path: Path, plan: dict[str, Any], said: str) -> None:
    write(tmp_path, target_entry(), name="a")
    write(tmp_path, target_entry(), name="b", code="sai", **plan)

    with pytest.raises(Refusal) as refused:
        load_plans(by="setup", folder=tmp_path)

    assert str(refused.value).startswith("Tệp kế hoạch b.yaml: ")
    assert said in str(refused.value)
    assert not Plan.objects.exists()


def test_load_plans_with_a_target_that_cannot_be_loads_nothing(tmp_path: Path) -> None:
    write(tmp_path, target_entry(), target_entry("T-02", indicator="shops.open"))

    with pytest.raises(Refusal, match=r"thu\.yaml: T-02: không có chỉ số “shops\.open”"):
        load_plans(by="setup", folder=tmp_path)

    assert not Plan.objects.exists()


def test_load_plans_with_one_plan_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, name="a")
    write(tmp_path, name="b")

    with pytest.raises(Refusal, match=r"a\.yaml và b\.yaml cùng nói về kế hoạch thu-2024"):
        load_plans(by="setup", folder=tmp_path)


def test_load_plans_with_one_target_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, target_entry(), target_entry(goal=40))

    with pytest.raises(Refusal, match="T-01"):
        load_plans(by="setup", folder=tmp_path)


def test_load_plans_of_plans_under_each_other_is_refused(tmp_path: Path) -> None:
    write(tmp_path, name="a", code="a", parent="b")
    write(tmp_path, name="b", code="b", parent="a")

    with pytest.raises(Refusal, match="thành vòng"):
        load_plans(by="setup", folder=tmp_path)


def test_load_plans_from_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Không có thư mục kế hoạch"):
        load_plans(by="setup", folder=tmp_path / "gone")


def test_plan_files_are_ours() -> None:
    assert sorted(file.stem for file in PLANS.glob("*.yaml")) == [
        "cao-bang-2021-2025",
        "dong-thap-2024",
        "ha-nam-2024",
        "hau-giang-2023",
        "tra-vinh-2022-2025",
    ]
