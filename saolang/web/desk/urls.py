"""Addresses of the officials' desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.desk.expiring import plan_expiring, plan_expiring_csv
from saolang.web.desk.gallery import gallery
from saolang.web.desk.home import home
from saolang.web.desk.indicators import indicators
from saolang.web.desk.maps import country_map, plan_map
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
from saolang.web.desk.reports import plan_export, plan_reports, report_changes, report_file
from saolang.web.desk.targets import target, target_add, target_edit, target_names, target_remove

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

urlpatterns: list[URLPattern] = [*HOME, *PLANS, *REPORTS]
