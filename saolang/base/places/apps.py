from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "saolang.base.places"
    label = "places"
