"""Every table, imported in one place so that migrations and tests see the whole schema."""

from app.accounts.models import Address, PasswordReset, User, UserSession
from app.cart.models import Cart, CartItem
from app.catalogue.models import Category, Product, ProductImage, Variant
from app.inventory.models import StockMovement
from app.jobs.models import PeriodicRun
from app.notifications.models import OutboxMessage
from app.orders.models import Order, OrderEvent, OrderGroup, OrderItem
from app.payments.models import Payment
from app.sheets.models import SheetImport
from app.stores.models import Store

__all__ = [
    "Address",
    "Cart",
    "CartItem",
    "Category",
    "Order",
    "OrderEvent",
    "OrderGroup",
    "OrderItem",
    "OutboxMessage",
    "PasswordReset",
    "Payment",
    "PeriodicRun",
    "Product",
    "ProductImage",
    "SheetImport",
    "StockMovement",
    "Store",
    "User",
    "UserSession",
    "Variant",
]
