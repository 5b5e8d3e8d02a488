import django.core.asgi
from by_hand.server import http_scope, serve

calls = []
original = django.core.asgi.get_asgi_application


def counted():
    calls.append(1)
    return original()


def before():
    django.core.asgi.get_asgi_application = counted


def check_once(it):
    """Django is set up once, while the file is imported, and two requests are answered."""
    assert len(calls) == 1, f"While the file was imported it was called {len(calls)} times, not once."
    for _ in range(2):
        start, *_ = run(serve(it.application, http_scope("/now/")))
        assert start["status"] == 200, f"The answer is a {start['status']}."
    assert len(calls) == 1, f"After two requests it has been called {len(calls)} times."
