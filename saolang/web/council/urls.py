"""Addresses of the pages for councils."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.council.cockpit import (
    add_cases,
    close_session,
    cockpit,
    conflict_of,
    discuss,
    hold_meeting,
    mark_attendance,
    open_session,
    plan_session,
    record_breach,
    remove_case,
    replan_session,
    send_papers,
)
from saolang.web.council.councils import add_council, change_regulation, council, councils, decision_file, seat, unseat
from saolang.web.council.paperwork import (
    paperwork,
    paperwork_file,
    paperwork_issue,
    paperwork_issued,
    sheet_file,
)
from saolang.web.council.questions import questions, session_questions
from saolang.web.council.results import (
    announce,
    answer_objection,
    confirm,
    end,
    proof,
    proof_of_result,
    published,
    recognise,
    results,
    send_up,
)
from saolang.web.council.sessions import declare_conflict, dossier, evidence, session, sessions
from saolang.web.council.sheets import bundle_page, clicks, sheet

app_name = "council"

COUNCILS: list[URLPattern] = [
    path("hoi-dong/", councils, name="councils"),
    path("hoi-dong/them/", add_council, name="council_add"),
    path("hoi-dong/cau-hoi/", questions, name="questions"),
    path("hoi-dong/<slug:code>/", council, name="council"),
    path("hoi-dong/<slug:code>/quyet-dinh/", decision_file, name="decision_file"),
    path("hoi-dong/<slug:code>/quy-che/", change_regulation, name="regulation"),
    path("hoi-dong/<slug:code>/ghe/", seat, name="seat"),
    path("hoi-dong/<slug:code>/ghe/<int:number>/thoi/", unseat, name="unseat"),
    path("hoi-dong/<slug:code>/phien/", plan_session, name="session_plan"),
]
SESSIONS: list[URLPattern] = [
    path("phien/", sessions, name="sessions"),
    path("phien/<slug:code>/", session, name="session"),
    path("phien/<slug:code>/cau-hoi/", session_questions, name="session_questions"),
    path("phien/<slug:code>/sua/", replan_session, name="session_replan"),
    path("phien/<slug:code>/<int:position>/", dossier, name="dossier"),
    path("phien/<slug:code>/<int:position>/giay-to/<slug:paper>/", evidence, name="evidence"),
    path("phien/<slug:code>/<int:position>/xung-dot/", declare_conflict, name="conflict"),
]
SHEETS: list[URLPattern] = [
    path("phien/<slug:code>/<int:position>/phieu/", sheet, name="sheet"),
    path("phien/<slug:code>/<int:position>/phieu/luu/", clicks, name="clicks"),
    path("phieu/<str:code>/", bundle_page, name="bundle"),
]
COCKPIT: list[URLPattern] = [
    path("phien/<slug:code>/thu-ky/", cockpit, name="cockpit"),
    path("phien/<slug:code>/thu-ky/ho-so/", add_cases, name="case_add"),
    path("phien/<slug:code>/thu-ky/ho-so/<int:position>/bo/", remove_case, name="case_remove"),
    path("phien/<slug:code>/thu-ky/ho-so/<int:position>/xung-dot/", conflict_of, name="conflict_of"),
    path("phien/<slug:code>/thu-ky/ho-so/<int:position>/thao-luan/", discuss, name="discussion"),
    path("phien/<slug:code>/thu-ky/hop/", hold_meeting, name="meeting"),
    path("phien/<slug:code>/thu-ky/tai-lieu/", send_papers, name="papers_send"),
    path("phien/<slug:code>/thu-ky/co-mat/", mark_attendance, name="attendance"),
    path("phien/<slug:code>/thu-ky/mo/", open_session, name="session_open"),
    path("phien/<slug:code>/thu-ky/bo-qua/<slug:rule>/", record_breach, name="breach"),
    path("phien/<slug:code>/thu-ky/ket-thuc/", close_session, name="session_close"),
]
RESULTS: list[URLPattern] = [
    path("phien/<slug:code>/ket-qua/", results, name="results"),
    path("phien/<slug:code>/ket-qua/bao/", announce, name="announce"),
    path("phien/<slug:code>/ket-qua/cong-nhan/", recognise, name="recognise"),
    path("phien/<slug:code>/ket-qua/<int:number>/chot/", confirm, name="confirm"),
    path("phien/<slug:code>/ket-qua/<int:number>/khong-cong-nhan/", end, name="end"),
    path("phien/<slug:code>/ket-qua/<int:number>/gui-trung-uong/", send_up, name="send_up"),
    path("phien/<slug:code>/ket-qua/<int:number>/chung-minh/", proof_of_result, name="proof_of_result"),
    path("phien/<slug:code>/ket-qua/phieu/<int:number>/chung-minh/", proof, name="proof"),
    path("phien/<slug:code>/ket-qua/y-kien/<int:number>/", answer_objection, name="objection"),
    path("ket-qua/<slug:code>/", published, name="published"),
]

PAPERWORK: list[URLPattern] = [
    path("phien/<slug:code>/van-ban/da-ban-hanh/<int:number>/", paperwork_issued, name="paperwork_issued"),
    path("phien/<slug:code>/van-ban/<slug:kind>/", paperwork, name="paperwork"),
    path("phien/<slug:code>/van-ban/<slug:kind>.<slug:form>", paperwork_file, name="paperwork_file"),
    path("phien/<slug:code>/van-ban/<slug:kind>/ban-hanh/", paperwork_issue, name="paperwork_issue"),
    path("phien/<slug:code>/<int:position>/phieu/<int:number>.<slug:form>", sheet_file, name="sheet_file"),
]

urlpatterns: list[URLPattern] = [*COUNCILS, *SESSIONS, *SHEETS, *COCKPIT, *RESULTS, *PAPERWORK]
