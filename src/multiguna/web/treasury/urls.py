"""Addresses of the treasury. The name's second part is the section of the menu."""

from __future__ import annotations

from django.urls import path

from multiguna.web.treasury import (
    ahead,
    calibration,
    charts,
    closing,
    dashboard,
    documents,
    order,
    orders,
    rows,
    sipd,
    trail,
)

urlpatterns = [
    path("", dashboard.treasury, name="treasury"),
    path("outlook/", ahead.ahead, name="treasury-outlook"),
    path("reserves/", ahead.not_billed, name="treasury-reserves"),
    path("rows/", rows.rows, name="treasury-rows"),
    path("letters/<str:letter_no>/", trail.one_letter, name="treasury-letter"),
    path("claims/<int:claim_id>/", trail.one_claim, name="treasury-claim"),
    path("claims/<int:claim_id>/recover/", trail.recover, name="treasury-claim-recover"),
    path("orders/", orders.order_list, name="treasury-orders"),
    path("orders/new/", orders.make, name="treasury-orders-make"),
    path("orders/<str:order_no>/", order.one, name="treasury-orders-one"),
    path("orders/<str:order_no>/step/", order.step, name="treasury-orders-step"),
    path("orders/<str:order_no>/return/", order.give_back, name="treasury-orders-return"),
    path("orders/<str:order_no>/cancel/", order.cancel, name="treasury-orders-cancel"),
    path("orders/<str:order_no>.pdf", orders.remittance_paper, name="treasury-orders-pdf"),
    path("orders/<str:order_no>.csv", orders.remittance_table, name="treasury-orders-csv"),
    path("calibration/", calibration.calibrated, name="treasury-calibration"),
    path("charts/<str:name>.svg", charts.chart, name="treasury-chart"),
    path("documents/", documents.document_list, name="treasury-documents"),
    path("documents/new/", documents.enter, name="treasury-documents-enter"),
    path("sipd/", sipd.compared, name="treasury-sipd"),
    path("sipd/new/", sipd.take, name="treasury-sipd-take"),
    path("sipd/<str:month>.csv", sipd.ours, name="treasury-sipd-ours"),
    path("closing/", closing.closing, name="treasury-closing"),
    path("closing/close/", closing.close, name="treasury-closing-close"),
]
