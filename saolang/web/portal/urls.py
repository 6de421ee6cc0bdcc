"""Addresses of the pages for producers."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.portal.certificates import account_for_run, add_run, certificate, certificates
from saolang.web.portal.dossiers import answers, dossier, dossier_papers, open_dossier, put_in, take_out, withdraw
from saolang.web.portal.events import correct, declare_wrong, event, event_photo, record_step, step_worker
from saolang.web.portal.handing_in import hand_in, reply, submission, submission_file, supplements
from saolang.web.portal.home import home
from saolang.web.portal.ideas import add_idea, business_plan, idea, ideas, revise_idea
from saolang.web.portal.labels import add_label_run, label_run, label_run_file, label_run_sample, labels
from saolang.web.portal.lots import lot, lots, revise_lot
from saolang.web.portal.market import add_channel, close_enquiry, end_channel, own_channels, own_enquiries_page
from saolang.web.portal.papers import (
    add_paper,
    hide_paper,
    paper,
    paper_file,
    papers,
    replace_paper,
    show_paper,
    withdraw_paper,
)
from saolang.web.portal.paperwork import paperwork, paperwork_file, paperwork_issued
from saolang.web.portal.places import add_location, close_location, locations, revise_location
from saolang.web.portal.results import result
from saolang.web.portal.scoring import line, part
from saolang.web.portal.step_tables import apply_table, step_table, table_sample

app_name = "portal"

PAPERS: list[URLPattern] = [
    path("cua-toi/giay-to/", papers, name="papers"),
    path("cua-toi/giay-to/them/", add_paper, name="paper_add"),
    path("cua-toi/giay-to/<str:code>/", paper, name="paper"),
    path("cua-toi/giay-to/<str:code>/tep/", paper_file, name="paper_file"),
    path("cua-toi/giay-to/<str:code>/thay/", replace_paper, name="paper_replace"),
    path("cua-toi/giay-to/<str:code>/rut/", withdraw_paper, name="paper_withdraw"),
    path("cua-toi/giay-to/<str:code>/cho-xem/", show_paper, name="paper_show"),
    path("cua-toi/giay-to/<str:code>/cho-xem/<int:number>/thoi/", hide_paper, name="paper_hide"),
]
IDEAS: list[URLPattern] = [
    path("cua-toi/y-tuong/", ideas, name="ideas"),
    path("cua-toi/y-tuong/them/", add_idea, name="idea_add"),
    path("cua-toi/y-tuong/<str:code>/", idea, name="idea"),
    path("cua-toi/y-tuong/<str:code>/sua/", revise_idea, name="idea_revise"),
    path("cua-toi/phuong-an/<str:code>/", business_plan, name="business_plan"),
]
DOSSIERS: list[URLPattern] = [
    path("cua-toi/ho-so/mo/", open_dossier, name="dossier_open"),
    path("cua-toi/ho-so/<str:code>/", dossier, name="dossier"),
    path("cua-toi/ho-so/<str:code>/bieu-mau/", answers, name="answers"),
    path("cua-toi/ho-so/<str:code>/cham/<str:letter>/", part, name="part"),
    path("cua-toi/ho-so/<str:code>/tieu-chi/<str:criterion>/", line, name="line"),
    path("cua-toi/ho-so/<str:code>/giay-to/", dossier_papers, name="dossier_papers"),
    path("cua-toi/ho-so/<str:code>/giay-to/dua-vao/", put_in, name="dossier_put_in"),
    path("cua-toi/ho-so/<str:code>/giay-to/<str:paper>/bo/", take_out, name="dossier_take_out"),
    path("cua-toi/ho-so/<str:code>/nop/", hand_in, name="hand_in"),
    path("cua-toi/ho-so/<str:code>/nop/<int:number>/", submission, name="submission"),
    path("cua-toi/ho-so/<str:code>/nop/<int:number>/tep/", submission_file, name="submission_file"),
    path("cua-toi/ho-so/<str:code>/bo-sung/", supplements, name="supplements"),
    path("cua-toi/ho-so/<str:code>/bo-sung/<int:number>/", reply, name="reply"),
    path("cua-toi/ho-so/<str:code>/rut/", withdraw, name="dossier_withdraw"),
]
CERTIFICATES: list[URLPattern] = [
    path("cua-toi/giay-chung-nhan/", certificates, name="certificates"),
    path("cua-toi/giay-chung-nhan/<slug:code>/", certificate, name="certificate"),
    path("cua-toi/giay-chung-nhan/<slug:code>/luot-in/", add_run, name="mark_run_add"),
    path("cua-toi/giay-chung-nhan/<slug:code>/luot-in/<int:number>/", account_for_run, name="mark_run_account"),
]

PAPERWORK: list[URLPattern] = [
    path("cua-toi/van-ban/da-ban-hanh/<int:number>/", paperwork_issued, name="paperwork_issued"),
    path("cua-toi/van-ban/<slug:kind>/<slug:code>/", paperwork, name="paperwork"),
    path("cua-toi/van-ban/<slug:kind>/<slug:code>.<slug:form>", paperwork_file, name="paperwork_file"),
]

LOTS: list[URLPattern] = [
    path("cua-toi/truy-xuat/", lots, name="lots"),
    path("cua-toi/truy-xuat/mat-mang.js", step_worker, name="step_worker"),
    path("cua-toi/truy-xuat/ghi/<slug:step>/", record_step, name="step"),
    path("cua-toi/truy-xuat/lo/<str:code>/", lot, name="lot"),
    path("cua-toi/truy-xuat/lo/<str:code>/sua/", revise_lot, name="lot_revise"),
    path("cua-toi/truy-xuat/su-kien/<int:number>/", event, name="event"),
    path("cua-toi/truy-xuat/su-kien/<int:number>/anh/<int:photo>/", event_photo, name="event_photo"),
    path("cua-toi/truy-xuat/su-kien/<int:number>/ghi-lai/", correct, name="event_correct"),
    path("cua-toi/truy-xuat/su-kien/<int:number>/khai-sai/", declare_wrong, name="event_wrong"),
    path("cua-toi/truy-xuat/bang/", step_table, name="step_table"),
    path("cua-toi/truy-xuat/bang/ghi/", apply_table, name="step_table_apply"),
    path("cua-toi/truy-xuat/bang/mau.csv", table_sample, name="step_table_sample"),
]

LABELS: list[URLPattern] = [
    path("cua-toi/tem/", labels, name="labels"),
    path("cua-toi/tem/dia-diem/", locations, name="locations"),
    path("cua-toi/tem/dia-diem/them/", add_location, name="location_add"),
    path("cua-toi/tem/dia-diem/<str:code>/", revise_location, name="location"),
    path("cua-toi/tem/dia-diem/<str:code>/dong/", close_location, name="location_close"),
    path("cua-toi/tem/in/<str:code>/", add_label_run, name="label_run_add"),
    path("cua-toi/tem/<str:code>/", label_run, name="label_run"),
    path("cua-toi/tem/<str:code>/tem.pdf", label_run_file, name="label_run_file"),
    path("cua-toi/tem/<str:code>/tem.svg", label_run_sample, name="label_run_sample"),
]

MARKET: list[URLPattern] = [
    path("cua-toi/noi-ban/", own_channels, name="channels"),
    path("cua-toi/noi-ban/them/", add_channel, name="channel_add"),
    path("cua-toi/noi-ban/<int:number>/thoi/", end_channel, name="channel_end"),
    path("cua-toi/hoi-mua/", own_enquiries_page, name="enquiries"),
    path("cua-toi/hoi-mua/<slug:code>/xong/", close_enquiry, name="enquiry_close"),
]

urlpatterns: list[URLPattern] = [
    *MARKET,
    path("cua-toi/", home, name="home"),
    *PAPERS,
    *IDEAS,
    *DOSSIERS,
    *CERTIFICATES,
    *LOTS,
    *LABELS,
    *PAPERWORK,
    path("cua-toi/ket-qua/<str:code>/", result, name="result"),
]
