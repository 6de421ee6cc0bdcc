from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "saolang.programme.certification"
    label = "certification"
