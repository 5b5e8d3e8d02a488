"""The addresses of the pond; each has the name of its view."""

from django.urls import path

from pond import clocks, drops, later, ripples, views, whoami

urlpatterns = [
    path("", views.index, name="index"),
    path("now/", clocks.now, name="now"),
    path("now-async/", clocks.now_async, name="now_async"),
    path("slow/", clocks.slow, name="slow"),
    path("slow-async/", clocks.slow_async, name="slow_async"),
    path("whoami/", whoami.whoami, name="whoami"),
    path("whoami-async/", whoami.whoami_async, name="whoami_async"),
    path("stones/", views.stones, name="stones"),
    path("ripples/", ripples.ripples, name="ripples"),
    path("drops/", drops.drops, name="drops"),
    path("drops-async/", drops.drops_async, name="drops_async"),
    path("later-task/", later.later_task, name="later_task"),
    path("later-thread/", later.later_thread, name="later_thread"),
]
