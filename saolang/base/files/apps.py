from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "saolang.base.files"
    label = "files"
