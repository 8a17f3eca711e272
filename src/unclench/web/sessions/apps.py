"""Django has an app called sessions of its own, so this one gets another label."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "unclench.web.sessions"
    label = "massage"
