"""All addresses. Each feature has its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("unclench.web.accounts.urls")),
    path("", include("unclench.web.today.urls")),
    path("", include("unclench.web.sessions.urls")),
    path("", include("unclench.web.diary.urls")),
    path("", include("unclench.web.measures.urls")),
    path("", include("unclench.web.atlas.urls")),
    path("", include("unclench.web.evidence.urls")),
    path("", include("unclench.web.figures.urls")),
    path("", include("unclench.web.offline.urls")),
    path("", include("unclench.web.recordings.urls")),
    path("", include("unclench.web.yours.urls")),
]

handler400 = "unclench.web.errors.bad_request"
handler404 = "unclench.web.errors.not_found"
handler500 = "unclench.web.errors.broken"
