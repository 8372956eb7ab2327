"""Addresses of the claims office, and of the statements that hospitals and the city look at."""

from __future__ import annotations

from django.urls import path

from multiguna.web.office import (
    answering,
    deciding,
    desk,
    filing,
    late,
    matching,
    minutes,
    papers,
    samples,
    sending,
    statements,
    views,
    waiting,
    working,
)

urlpatterns = [
    path("", views.claims, name="claims"),
    path("send/", sending.send, name="claims-send"),
    path("send/form/", filing.new, name="claims-send-form"),
    path("<int:claim_id>/correct/", filing.correct, name="claims-detail-correct"),
    path("send/<int:batch_id>/", sending.one, name="claims-send-batch"),
    path("send/<int:batch_id>/receipt/", sending.receipt_file, name="claims-send-receipt"),
    path("work/", working.work, name="claims-work"),
    path("work/approve/", working.approve, name="claims-work-approve"),
    path("<int:claim_id>/", desk.claim, name="claims-detail"),
    path("<int:claim_id>/next/", working.next_one, name="claims-work-next"),
    path("<int:claim_id>/decide/", deciding.take, name="claims-detail-decide"),
    path("<int:claim_id>/second/", deciding.second, name="claims-detail-second"),
    path("<int:claim_id>/match/", matching.match, name="claims-detail-match"),
    path("<int:claim_id>/attach/", papers.put, name="claims-detail-attach"),
    path("<int:claim_id>/files/<int:seq>/", papers.read, name="claims-detail-file"),
    path("samples/", samples.listed, name="claims-samples"),
    path("samples/draw/", samples.draw, name="claims-samples-draw"),
    path("samples/<int:sample_no>/", samples.one, name="claims-samples-one"),
    path("samples/<int:sample_no>/check/", samples.check, name="claims-samples-check"),
    path("late/", late.late, name="claims-late"),
    path("minutes/", minutes.minutes, name="claims-minutes"),
    path("minutes/close/", minutes.close, name="claims-minutes-close"),
    path("minutes/<str:minutes_no>/", minutes.one, name="claims-minutes-one"),
    path("minutes/<str:minutes_no>/pdf/", minutes.paper, name="claims-minutes-pdf"),
    path("minutes/<str:minutes_no>/sign/", minutes.sign, name="claims-minutes-sign"),
    path("appeals/", waiting.waiting, name="claims-appeals"),
    path("<int:claim_id>/rule/", deciding.rule, name="claims-detail-rule"),
    path("<int:claim_id>/answer/", answering.answer, name="claims-detail-answer"),
    path("<int:claim_id>/appeal/", answering.appeal, name="claims-detail-appeal"),
    path("<int:claim_id>/ask/", deciding.ask, name="claims-detail-ask"),
]
statement_urls = [
    path("", statements.hospitals, name="statements"),
    path("<str:provider_code>/", statements.one, name="statements-one"),
]
