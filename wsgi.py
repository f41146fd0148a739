"""What a server loads: `granian --interface wsgi wsgi:app`, or any other WSGI server."""

from forum import create_app

app = create_app()
