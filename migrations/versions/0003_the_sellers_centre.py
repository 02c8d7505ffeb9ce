"""the seller's centre

A variant and a picture know their store; a picture may wait for its product; SKUs are a store's.
Where two products of a store had one SKU, the later ones get their id behind it.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from app.model import MYSQL_OPTIONS, Identifier, UTCDateTime, key_string

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

products = sa.table("products", sa.column("id"), sa.column("store_id"))
images = sa.table(
    "product_images",
    sa.column("product_id"),
    sa.column("store_id"),
    sa.column("created_at", UTCDateTime()),
)
variants = sa.table(
    "variants",
    sa.column("id", sa.Integer()),
    sa.column("product_id"),
    sa.column("store_id"),
    sa.column("sku", sa.String()),
)
# Leaves room for a hyphen and an id of 19 digits.
SKU_BEFORE_ID = 44


def upgrade() -> None:
    op.create_table(
        "sheet_imports",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("token", key_string(40), nullable=False),
        sa.Column("store_id", Identifier, nullable=False),
        sa.Column("user_id", Identifier, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("status", key_string(10), nullable=False),
        sa.Column(
            "rows",
            sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql", "mariadb"),
            nullable=False,
        ),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('PREVIEW', 'WAITING', 'RUNNING', 'DONE', 'FAILED')",
            name=op.f("ck_sheet_imports_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_sheet_imports_store_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sheet_imports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_imports")),
        sa.UniqueConstraint("token", name=op.f("uq_sheet_imports_token")),
        **MYSQL_OPTIONS,
    )
    with op.batch_alter_table("sheet_imports", schema=None) as batch_op:
        for columns in (
            ["created_at"],
            ["status", "started_at"],
            ["store_id", "created_at"],
            ["user_id"],
        ):
            name = batch_op.f(f"ix_sheet_imports_{'_'.join(columns)}")
            batch_op.create_index(name, columns, unique=False)
    with op.batch_alter_table("order_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_items_image_key"), ["image_key"], unique=False)
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_orders_store_id_placed_at"), ["store_id", "placed_at"], unique=False
        )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("opening_note", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("logo_key", key_string(80), nullable=True))
        batch_op.create_index(batch_op.f("ix_stores_logo_key"), ["logo_key"], unique=False)
    _pictures()
    _variants()


def _pictures() -> None:
    with op.batch_alter_table("product_images", schema=None) as batch_op:
        batch_op.add_column(sa.Column("store_id", Identifier, nullable=True))
        batch_op.add_column(sa.Column("created_at", UTCDateTime(), nullable=True))
        batch_op.alter_column("product_id", existing_type=Identifier, nullable=True)
    op.execute(
        sa.update(images).values(
            store_id=_store_of(images.c.product_id),
            created_at=sa.literal(datetime.now(UTC), UTCDateTime()),
        )
    )
    with op.batch_alter_table("product_images", schema=None) as batch_op:
        batch_op.alter_column("store_id", existing_type=Identifier, nullable=False)
        batch_op.alter_column("created_at", existing_type=UTCDateTime(), nullable=False)
        batch_op.create_index(batch_op.f("ix_product_images_key"), ["key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_product_images_product_id_created_at"),
            ["product_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_product_images_store_id"), ["store_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_product_images_store_id"), "stores", ["store_id"], ["id"]
        )


def _variants() -> None:
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("store_id", Identifier, nullable=True))
        batch_op.add_column(
            sa.Column("is_archived", sa.Boolean(), server_default=sa.text("0"), nullable=False)
        )
    op.execute(sa.update(variants).values(store_id=_store_of(variants.c.product_id)))
    _tell_skus_apart()
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.alter_column("store_id", existing_type=Identifier, nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_variants_product_id_sku"), type_="unique")
        batch_op.create_index(
            batch_op.f("ix_variants_store_id_is_archived_product_id_position"),
            ["store_id", "is_archived", "product_id", "position"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_variants_store_id_is_archived_stock_low_stock_threshold"),
            ["store_id", "is_archived", "stock", "low_stock_threshold"],
            unique=False,
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_variants_store_id_sku"), ["store_id", "sku"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_variants_archived_is_not_active"), "is_active = 0 OR is_archived = 0"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_variants_store_id"), "stores", ["store_id"], ["id"]
        )


def _store_of(product_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    return sa.select(products.c.store_id).where(products.c.id == product_id).scalar_subquery()


def _tell_skus_apart() -> None:
    connection = op.get_bind()
    shared = connection.execute(
        sa.select(variants.c.store_id, variants.c.sku, sa.func.min(variants.c.id))
        .group_by(variants.c.store_id, variants.c.sku)
        .having(sa.func.count() > 1)
    ).all()
    for store_id, sku, first in shared:
        beginning = sa.func.substr(variants.c.sku, 1, SKU_BEFORE_ID)
        connection.execute(
            sa.update(variants)
            .where(variants.c.store_id == store_id, variants.c.sku == sku, variants.c.id != first)
            .values(sku=beginning + "-" + sa.cast(variants.c.id, sa.String(20)))
        )


def downgrade() -> None:
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_variants_store_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_variants_archived_is_not_active"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_variants_store_id_sku"), type_="unique")
        batch_op.drop_index(
            batch_op.f("ix_variants_store_id_is_archived_stock_low_stock_threshold")
        )
        batch_op.drop_index(batch_op.f("ix_variants_store_id_is_archived_product_id_position"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_variants_product_id_sku"), ["product_id", "sku"]
        )
        batch_op.drop_column("is_archived")
        batch_op.drop_column("store_id")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stores_logo_key"))
        batch_op.drop_column("logo_key")
        batch_op.drop_column("opening_note")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("revision")
    # Pictures that wait for a product are nobody's in the older schema.
    op.execute(sa.delete(images).where(images.c.product_id.is_(None)))
    with op.batch_alter_table("product_images", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_product_images_store_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_product_images_store_id"))
        batch_op.drop_index(batch_op.f("ix_product_images_product_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_product_images_key"))
        batch_op.alter_column("product_id", existing_type=Identifier, nullable=False)
        batch_op.drop_column("created_at")
        batch_op.drop_column("store_id")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_store_id_placed_at"))
    with op.batch_alter_table("order_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_items_image_key"))
    op.drop_table("sheet_imports")
