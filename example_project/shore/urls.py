"""The addresses of the shore; each page of its own stands beside what it asks for."""

from django.urls import path

from shore import bell, calls, chat, dashboard, notices, tokens

urlpatterns = [
    path("chat/", chat.chat, name="chat"),
    path("chat/messages/", chat.messages, name="messages"),
    path("notices/", notices.page, name="notices_page"),
    path("notices/mine/", notices.notices, name="notices"),
    path("notices/live/", bell.live, name="notices_live"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/figures/", dashboard.figures_now, name="figures"),
    path("tokens/", tokens.page, name="tokens_page"),
    path("tokens/answer/", tokens.answer, name="tokens"),
    path("calls/in-turn/", calls.calls_in_turn, name="calls_in_turn"),
    path("calls/in-threads/", calls.calls_in_threads, name="calls_in_threads"),
    path("calls/together/", calls.calls_together, name="calls_together"),
]
