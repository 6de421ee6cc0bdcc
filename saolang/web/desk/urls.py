"""Addresses of the officials' desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.desk.accounts import account, accounts, lock_account, open_account, take_second_factor
from saolang.web.desk.certificates import correct_recognition, recognise, revoke, withdraw_recognition
from saolang.web.desk.changes import change, changes, changes_csv, erase_change
from saolang.web.desk.decisions import add_decision, decision, decisions, decisions_csv
from saolang.web.desk.erasing import erase_account
from saolang.web.desk.expiring import plan_expiring, plan_expiring_csv
from saolang.web.desk.gallery import gallery
from saolang.web.desk.grants import confirm_grant, give_role, refuse_grant, waiting, withdraw_role
from saolang.web.desk.home import home
from saolang.web.desk.indicators import indicators
from saolang.web.desk.invitations import invitations, invite, send_invitation_again, withdraw_invitation
from saolang.web.desk.letters import (
    failed_work,
    letter_give_up,
    letter_send_again,
    letters,
    letters_send_all_again,
    run_work_again,
)
from saolang.web.desk.look_alikes import answer_look_alike, find_look_alikes, look_alike, look_alikes
from saolang.web.desk.maps import country_map, plan_map
from saolang.web.desk.papers import add_papers, paper, withdraw_paper
from saolang.web.desk.places import place, place_units, places
from saolang.web.desk.plans import (
    plan,
    plan_add,
    plan_attach,
    plan_document,
    plan_edit,
    plan_history,
    plan_move,
    plans,
)
from saolang.web.desk.producers import (
    add_link,
    add_producer,
    change_legal_form,
    change_representative,
    declare_labour,
    producer,
    producer_people,
    producers,
    producers_csv,
    revise_producer,
    succeed,
)
from saolang.web.desk.products import (
    add_photo,
    add_product,
    change_owner,
    photo,
    product,
    products,
    products_csv,
    revise_product,
)
from saolang.web.desk.registers import columns, enter, moved, register, registers, row, undo, upload, work
from saolang.web.desk.reports import plan_export, plan_reports, report_changes, report_file
from saolang.web.desk.targets import target, target_add, target_edit, target_names, target_remove
from saolang.web.desk.uploads import begin_upload
from saolang.web.desk.uploads import upload as piecewise_upload
from saolang.web.desk.villages import (
    add_area,
    add_village,
    area,
    areas,
    areas_csv,
    recognise_village,
    tie_product,
    village,
    villages,
    villages_csv,
)

app_name = "desk"

HOME: list[URLPattern] = [
    path("", home, name="home"),
    path("ban-do/", country_map, name="country_map"),
    path("chi-so/", indicators, name="indicators"),
    path("mau-giao-dien/", gallery, name="gallery"),
]
PLANS: list[URLPattern] = [
    path("ke-hoach/", plans, name="plans"),
    path("ke-hoach/them/", plan_add, name="plan_add"),
    path("ke-hoach/<slug:code>/", plan, name="plan"),
    path("ke-hoach/<slug:code>/sua/", plan_edit, name="plan_edit"),
    path("ke-hoach/<slug:code>/trang-thai/", plan_move, name="plan_move"),
    path("ke-hoach/<slug:code>/van-ban/", plan_document, name="plan_document"),
    path("ke-hoach/<slug:code>/van-ban/gui/", plan_attach, name="plan_attach"),
    path("ke-hoach/<slug:code>/lich-su/", plan_history, name="plan_history"),
    path("ke-hoach/<slug:code>/ban-do/", plan_map, name="plan_map"),
    path("ke-hoach/<slug:code>/sap-het-han/", plan_expiring, name="plan_expiring"),
    path("ke-hoach/<slug:code>/sap-het-han.csv", plan_expiring_csv, name="plan_expiring_csv"),
    path("ke-hoach/<slug:code>/chi-tieu/them/", target_add, name="target_add"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/", target, name="target"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/danh-sach.csv", target_names, name="target_names"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/sua/", target_edit, name="target_edit"),
    path("ke-hoach/<slug:code>/chi-tieu/<str:target_code>/bo/", target_remove, name="target_remove"),
]
REPORTS: list[URLPattern] = [
    path("ke-hoach/<slug:code>/xuat/<slug:extension>/", plan_export, name="plan_export"),
    path("ke-hoach/<slug:code>/bao-cao/", plan_reports, name="plan_reports"),
    path("ke-hoach/<slug:code>/bao-cao/thay-doi/", report_changes, name="report_changes"),
    path("bao-cao/<int:number>/", report_file, name="report_file"),
]
PLACES: list[URLPattern] = [
    path("dia-ban/", places, name="places"),
    path("dia-ban/<slug:code>/", place, name="place"),
    path("dia-ban/<slug:code>/don-vi/", place_units, name="place_units"),
]
PRODUCERS: list[URLPattern] = [
    path("chu-the/", producers, name="producers"),
    path("chu-the/danh-sach.csv", producers_csv, name="producers_csv"),
    path("chu-the/them/", add_producer, name="producer_add"),
    path("chu-the/<slug:code>/", producer, name="producer"),
    path("chu-the/<slug:code>/sua/", revise_producer, name="producer_revise"),
    path("chu-the/<slug:code>/loai-hinh/", change_legal_form, name="producer_form"),
    path("chu-the/<slug:code>/nguoi-dai-dien/", producer_people, name="producer_people"),
    path("chu-the/<slug:code>/nguoi-dai-dien/moi/", change_representative, name="producer_representative"),
    path("chu-the/<slug:code>/lao-dong/", declare_labour, name="producer_labour"),
    path("chu-the/<slug:code>/ke-thua/", succeed, name="producer_succeed"),
    path("chu-the/<slug:code>/lien-ket/", add_link, name="producer_link"),
]
PRODUCTS: list[URLPattern] = [
    path("san-pham/", products, name="products"),
    path("san-pham/danh-sach.csv", products_csv, name="products_csv"),
    path("san-pham/them/", add_product, name="product_add"),
    path("san-pham/<slug:code>/", product, name="product"),
    path("san-pham/<slug:code>/sua/", revise_product, name="product_revise"),
    path("san-pham/<slug:code>/chu-the/", change_owner, name="product_owner"),
    path("san-pham/<slug:code>/anh/", add_photo, name="photo_add"),
    path("san-pham/<slug:code>/anh/<int:number>/", photo, name="photo"),
    path("san-pham/<slug:code>/cong-nhan/", recognise, name="recognise"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/", correct_recognition, name="recognition_correct"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/rut/", withdraw_recognition, name="recognition_withdraw"),
    path("san-pham/<slug:code>/cong-nhan/<int:number>/thu-hoi/", revoke, name="revoke"),
]
VILLAGES: list[URLPattern] = [
    path("lang-nghe/", villages, name="villages"),
    path("lang-nghe/danh-sach.csv", villages_csv, name="villages_csv"),
    path("lang-nghe/them/", add_village, name="village_add"),
    path("lang-nghe/<slug:code>/", village, name="village"),
    path("lang-nghe/<slug:code>/cong-nhan/", recognise_village, name="village_recognise"),
    path("lang-nghe/<slug:code>/san-pham/", tie_product, name="village_tie"),
    path("vung-nguyen-lieu/", areas, name="areas"),
    path("vung-nguyen-lieu/danh-sach.csv", areas_csv, name="areas_csv"),
    path("vung-nguyen-lieu/them/", add_area, name="area_add"),
    path("vung-nguyen-lieu/<slug:code>/", area, name="area"),
]
DECISIONS: list[URLPattern] = [
    path("quyet-dinh/", decisions, name="decisions"),
    path("quyet-dinh/danh-sach.csv", decisions_csv, name="decisions_csv"),
    path("quyet-dinh/them/", add_decision, name="decision_add"),
    path("quyet-dinh/<slug:code>/", decision, name="decision"),
    path("quyet-dinh/<slug:code>/tep/gui/", add_papers, name="papers_add"),
    path("quyet-dinh/<slug:code>/tep/<int:number>/", paper, name="paper"),
    path("quyet-dinh/<slug:code>/tep/<int:number>/rut/", withdraw_paper, name="paper_withdraw"),
]
LOOK_ALIKES: list[URLPattern] = [
    path("trung-lap/", look_alikes, name="look_alikes"),
    path("trung-lap/tim/", find_look_alikes, name="look_alikes_find"),
    path("trung-lap/<int:number>/", look_alike, name="look_alike"),
    path("trung-lap/<int:number>/tra-loi/", answer_look_alike, name="look_alike_answer"),
    path("trung-lap/<slug:kind>/", look_alikes, name="look_alikes_of"),
]
REGISTERS: list[URLPattern] = [
    path("so-theo-doi/", registers, name="registers"),
    path("so-theo-doi/gui/", upload, name="register_upload"),
    path("so-theo-doi/viec/<uuid:number>/", work, name="register_work"),
    path("so-theo-doi/<slug:code>/", register, name="register"),
    path("so-theo-doi/<slug:code>/cot/", columns, name="register_columns"),
    path("so-theo-doi/<slug:code>/dong/<int:position>/", row, name="register_row"),
    path("so-theo-doi/<slug:code>/nhap/", enter, name="register_enter"),
    path("so-theo-doi/<slug:code>/hoan-tac/", undo, name="register_undo"),
    path("so-theo-doi/<slug:code>/so-lieu/", moved, name="register_moved"),
]

UPLOADS: list[URLPattern] = [
    path("tep/<uuid:number>/", piecewise_upload, name="upload"),
    path("tep/<slug:kinds>/", begin_upload, name="begin_upload"),
]
LETTERS: list[URLPattern] = [
    path("thu/", letters, name="letters"),
    path("thu/gui-lai/", letters_send_all_again, name="letters_send_all_again"),
    path("thu/viec-nen/", failed_work, name="failed_work"),
    path("thu/viec-nen/<uuid:number>/lam-lai/", run_work_again, name="work_again"),
    path("thu/<slug:which>/", letters, name="letters_of"),
    path("thu/<int:number>/gui-lai/", letter_send_again, name="letter_send_again"),
    path("thu/<int:number>/thoi/", letter_give_up, name="letter_give_up"),
]
ACCOUNTS: list[URLPattern] = [
    path("nguoi-dung/", accounts, name="accounts"),
    path("nguoi-dung/moi/", invite, name="invite"),
    path("nguoi-dung/loi-moi/", invitations, name="invitations"),
    path("nguoi-dung/loi-moi/<int:number>/gui-lai/", send_invitation_again, name="invitation_send_again"),
    path("nguoi-dung/loi-moi/<int:number>/rut/", withdraw_invitation, name="invitation_withdraw"),
    path("nguoi-dung/cho-xac-nhan/", waiting, name="waiting_grants"),
    path("nguoi-dung/cho-xac-nhan/<int:number>/", confirm_grant, name="grant_confirm"),
    path("nguoi-dung/cho-xac-nhan/<int:number>/tu-choi/", refuse_grant, name="grant_refuse"),
    path("nguoi-dung/<int:number>/", account, name="account"),
    path("nguoi-dung/<int:number>/giao/", give_role, name="give_role"),
    path("nguoi-dung/<int:number>/vai-tro/<int:grant_number>/rut/", withdraw_role, name="withdraw_role"),
    path("nguoi-dung/<int:number>/khoa/", lock_account, name="lock_account"),
    path("nguoi-dung/<int:number>/mo-lai/", open_account, name="open_account"),
    path("nguoi-dung/<int:number>/go-xac-thuc/", take_second_factor, name="take_second_factor"),
    path("nguoi-dung/<int:number>/xoa-du-lieu/", erase_account, name="account_erase"),
]
CHANGES: list[URLPattern] = [
    path("nhat-ky/", changes, name="changes"),
    path("nhat-ky/danh-sach.csv", changes_csv, name="changes_csv"),
    path("nhat-ky/<int:number>/", change, name="change"),
    path("nhat-ky/<int:number>/xoa/", erase_change, name="change_erase"),
]

urlpatterns: list[URLPattern] = [
    *HOME,
    *PLANS,
    *REPORTS,
    *PLACES,
    *PRODUCERS,
    *PRODUCTS,
    *VILLAGES,
    *DECISIONS,
    *LOOK_ALIKES,
    *REGISTERS,
    *CHANGES,
    *LETTERS,
    *UPLOADS,
    *ACCOUNTS,
]
