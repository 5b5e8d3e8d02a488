from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(DEBUG=False, SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])


def index(request):
    return HttpResponse("hello")


urlpatterns = [path("", index)]

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-django, import-django, import-django, import-django, call, function, routes,
#   application
