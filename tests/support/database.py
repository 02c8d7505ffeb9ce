"""An empty database between two tests."""

from __future__ import annotations

from sqlalchemy import literal as literal_value
from sqlalchemy import select, text, union_all

from app.extensions import db
from app.model import Base


def empty_all_tables() -> None:
    """Delete every row of every table that has one; one statement finds out which do."""
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    with db.engine.connect().execution_options(belanjain_writing=True) as connection:
        dirty = {
            name
            for (name,) in connection.execute(
                union_all(
                    *(
                        select(literal_value(table.name)).where(select(table).exists())
                        for table in tables
                    )
                )
            )
        }
        sqlite = connection.dialect.name == "sqlite"
        if not dirty:
            connection.rollback()
            return
        connection.rollback()
        switch = "PRAGMA foreign_keys={}" if sqlite else "SET foreign_key_checks={}"
        if sqlite:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            cursor = raw.cursor()
            cursor.execute(switch.format("OFF"))
            cursor.close()
        else:
            connection.execute(text(switch.format(0)))
        for table in tables:
            if table.name in dirty:
                connection.execute(table.delete())
        connection.commit()
        if sqlite:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            cursor = raw.cursor()
            cursor.execute(switch.format("ON"))
            cursor.close()
        else:
            connection.execute(text(switch.format(1)))
            connection.commit()
    db.session.remove()
