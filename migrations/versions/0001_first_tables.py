"""first tables

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.model import Identifier, UTCDateTime, key_string

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("parent_id", Identifier, nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", key_string(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("categories", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_categories_parent_id_position"), ["parent_id", "position"], unique=False
        )

    op.create_table(
        "outbox_messages",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("kind", key_string(40), nullable=False),
        sa.Column("recipient", key_string(254), nullable=False),
        sa.Column("locale", key_string(5), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", key_string(120), nullable=False),
        sa.Column("request_id", key_string(40), nullable=False),
        sa.Column("status", key_string(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UTCDateTime(), nullable=False),
        sa.Column("lease_token", key_string(40), nullable=True),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_messages_dedupe_key")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_messages_status_next_attempt_at_id"),
            ["status", "next_attempt_at", "id"],
            unique=False,
        )

    op.create_table(
        "periodic_runs",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("job", key_string(40), nullable=False),
        sa.Column("period", key_string(20), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_runs")),
        sa.UniqueConstraint("job", "period", name=op.f("uq_periodic_runs_job_period")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "users",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("email", key_string(254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", key_string(100), nullable=False),
        sa.Column("role", key_string(10), nullable=False),
        sa.Column("locale", key_string(5), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("password_changed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('customer', 'seller')", name=op.f("ck_users_role_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "addresses",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("user_id", Identifier, nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("province", sa.String(length=100), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_addresses_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addresses_user_id"), ["user_id"], unique=False)

    op.create_table(
        "carts",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("user_id", Identifier, nullable=True),
        sa.Column("token_hash", key_string(64), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (token_hash IS NULL)", name=op.f("ck_carts_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_carts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_carts_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_carts_user_id")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("carts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carts_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "order_groups",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("number", key_string(20), nullable=False),
        sa.Column("buyer_id", Identifier, nullable=False),
        sa.Column("idempotency_key", key_string(64), nullable=False),
        sa.Column("request_hash", key_string(64), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("total >= 0", name=op.f("ck_order_groups_total_not_negative")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_order_groups_buyer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_groups")),
        sa.UniqueConstraint(
            "buyer_id", "idempotency_key", name=op.f("uq_order_groups_buyer_id_idempotency_key")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_order_groups_number")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "password_resets",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("user_id", Identifier, nullable=False),
        sa.Column("token_hash", key_string(64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_resets_user_id"), ["user_id"], unique=False)

    op.create_table(
        "stores",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("owner_id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", key_string(120), nullable=False),
        sa.Column("location", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_stores_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_stores_owner_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_stores_slug")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stores_location"), ["location"], unique=False)

    op.create_table(
        "user_sessions",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("user_id", Identifier, nullable=False),
        sa.Column("token_hash", key_string(64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("address", key_string(45), nullable=False),
        sa.Column("is_remembered", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_sessions_token_hash")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_sessions_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_user_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "orders",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("number", key_string(20), nullable=False),
        sa.Column("group_id", Identifier, nullable=False),
        sa.Column("store_id", Identifier, nullable=False),
        sa.Column("buyer_id", Identifier, nullable=False),
        sa.Column("status", key_string(10), nullable=False),
        sa.Column("payment_method", key_string(20), nullable=False),
        sa.Column("payment_status", key_string(20), nullable=False),
        sa.Column("store_name", sa.String(length=100), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("shipping_cost", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("province", sa.String(length=100), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("courier", sa.String(length=50), nullable=True),
        sa.Column("tracking_number", sa.String(length=50), nullable=True),
        sa.Column("cancel_reason", key_string(20), nullable=True),
        sa.Column("cancel_note", sa.String(length=300), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.Column("shipped_at", UTCDateTime(), nullable=True),
        sa.Column("completed_at", UTCDateTime(), nullable=True),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('PENDING', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED')",
            name=op.f("ck_orders_status_known"),
        ),
        sa.CheckConstraint(
            "total = subtotal + shipping_cost", name=op.f("ck_orders_total_adds_up")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_orders_buyer_id")),
        sa.ForeignKeyConstraint(["group_id"], ["order_groups.id"], name=op.f("fk_orders_group_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_orders_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_buyer_id_id"), ["buyer_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_orders_buyer_id_status_id"), ["buyer_id", "status", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_orders_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_orders_status_shipped_at"), ["status", "shipped_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_orders_store_id_id"), ["store_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_orders_store_id_status_id"), ["store_id", "status", "id"], unique=False
        )

    op.create_table(
        "payments",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("group_id", Identifier, nullable=False),
        sa.Column("method", key_string(20), nullable=False),
        sa.Column("status", key_string(20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("refunded_amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", key_string(64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payments_amount_not_negative")),
        sa.CheckConstraint(
            "refunded_amount BETWEEN 0 AND amount", name=op.f("ck_payments_refund_range")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["order_groups.id"], name=op.f("fk_payments_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("group_id", name=op.f("uq_payments_group_id")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "products",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("store_id", Identifier, nullable=False),
        sa.Column("category_id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", key_string(120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("specifications", sa.JSON(), nullable=False),
        sa.Column("status", key_string(10), nullable=False),
        sa.Column("price_min", sa.BigInteger(), nullable=False),
        sa.Column("price_max", sa.BigInteger(), nullable=False),
        sa.Column("image_key", key_string(80), nullable=True),
        sa.Column("sold_count", sa.Integer(), nullable=False),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("rating_tenths", sa.BigInteger(), nullable=False),
        sa.Column("source_key", key_string(64), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'ACTIVE', 'ARCHIVED')", name=op.f("ck_products_status_known")
        ),
        sa.CheckConstraint(
            "price_min >= 0 AND price_max >= price_min", name=op.f("ck_products_price_range")
        ),
        sa.CheckConstraint(
            "sold_count >= 0 AND rating_count >= 0", name=op.f("ck_products_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_products_category_id")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_products_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("store_id", "source_key", name=op.f("uq_products_store_id_source_key")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_products_category_id_status_created_at_id"),
            ["category_id", "status", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_category_id_status_price_min_id"),
            ["category_id", "status", "price_min", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_category_id_status_sold_count_id"),
            ["category_id", "status", "sold_count", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_status_created_at_id"),
            ["status", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_status_price_min_id"),
            ["status", "price_min", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_status_sold_count_id"),
            ["status", "sold_count", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_store_id_status_created_at_id"),
            ["store_id", "status", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_store_id_status_price_min_id"),
            ["store_id", "status", "price_min", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_products_store_id_status_sold_count_id"),
            ["store_id", "status", "sold_count", "id"],
            unique=False,
        )

    op.create_table(
        "order_events",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("order_id", Identifier, nullable=False),
        sa.Column("from_status", key_string(10), nullable=True),
        sa.Column("to_status", key_string(10), nullable=False),
        sa.Column("actor_id", Identifier, nullable=True),
        sa.Column("actor_role", key_string(10), nullable=False),
        sa.Column("reason", sa.String(length=330), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_order_events_actor_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_events_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("order_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_events_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_order_events_order_id_id"), ["order_id", "id"], unique=False
        )

    op.create_table(
        "product_images",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("product_id", Identifier, nullable=False),
        sa.Column("key", key_string(80), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_images_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_images")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("product_images", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_images_product_id_position"),
            ["product_id", "position"],
            unique=False,
        )

    op.create_table(
        "variants",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("product_id", Identifier, nullable=False),
        sa.Column("sku", key_string(64), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("image_id", Identifier, nullable=True),
        sa.Column("low_stock_threshold", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_variants_price_not_negative")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_variants_stock_not_negative")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_variants_weight_not_negative")),
        sa.ForeignKeyConstraint(
            ["image_id"], ["product_images.id"], name=op.f("fk_variants_image_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("product_id", "sku", name=op.f("uq_variants_product_id_sku")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_variants_image_id"), ["image_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_variants_product_id_position"), ["product_id", "position"], unique=False
        )

    op.create_table(
        "cart_items",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("cart_id", Identifier, nullable=False),
        sa.Column("variant_id", Identifier, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_cart_items_quantity_range")),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name=op.f("fk_cart_items_cart_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_cart_items_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_items")),
        sa.UniqueConstraint("cart_id", "variant_id", name=op.f("uq_cart_items_cart_id_variant_id")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("cart_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cart_items_variant_id"), ["variant_id"], unique=False)

    op.create_table(
        "order_items",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("order_id", Identifier, nullable=False),
        sa.Column("product_id", Identifier, nullable=False),
        sa.Column("variant_id", Identifier, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("sku", key_string(64), nullable=False),
        sa.Column("image_key", key_string(80), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("line_total", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "line_total = unit_price * quantity", name=op.f("ck_order_items_line_adds_up")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_items_quantity_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_items_order_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_items_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_order_items_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_items")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("order_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_items_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_items_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_items_variant_id"), ["variant_id"], unique=False)

    op.create_table(
        "stock_movements",
        sa.Column("id", Identifier, autoincrement=True, nullable=False),
        sa.Column("variant_id", Identifier, nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.Column("balance_after", sa.Integer(), nullable=False),
        sa.Column("reason", key_string(20), nullable=False),
        sa.Column("cause", sa.String(length=100), nullable=False),
        sa.Column("actor_id", Identifier, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_stock_movements_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_stock_movements_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_unicode_ci",
        mysql_engine="InnoDB",
    )
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_movements_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stock_movements_variant_id_id"), ["variant_id", "id"], unique=False
        )


def downgrade() -> None:
    # A table takes its indexes along; dropping first one that a foreign key needs is refused.
    for table in (
        "stock_movements",
        "order_items",
        "cart_items",
        "variants",
        "product_images",
        "order_events",
        "products",
        "payments",
        "orders",
        "user_sessions",
        "stores",
        "password_resets",
        "order_groups",
        "carts",
        "addresses",
        "users",
        "periodic_runs",
        "outbox_messages",
        "categories",
    ):
        op.drop_table(table)
