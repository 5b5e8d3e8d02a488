"""
URL configuration for puddle project.

The `urlpatterns` list routes URLs to views. For more information please see:
    https://docs.djangoproject.com/en/5.2/topics/http/urls/
Examples:
Function views
    1. Add an import:  from my_app import views
    2. Add a URL to urlpatterns:  path('', views.home, name='home')
Class-based views
    1. Add an import:  from other_app.views import Home
    2. Add a URL to urlpatterns:  path('', Home.as_view(), name='home')
Including another URLconf
    1. Import the include() function: from django.urls import include, path
    2. Add a URL to urlpatterns:  path('blog/', include('blog.urls'))
"""
from django.contrib import admin
from django.urls import include, path  # Added: include.

urlpatterns = [
    path('admin/', admin.site.urls),
    # Added: the pond is the front page and everything under it.
    path('', include('pond.urls')),
    # Added: the live pages.
    path('shore/', include('shore.urls')),
]

# Added: Django's own answer to a bad request reads the body, which may be what is bad.
handler400 = 'pond.views.bad_request'
