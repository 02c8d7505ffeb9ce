"""A shop to look at: stores, goods, people and sixty days of orders, all made up by us.

`flask demo fill` writes it once, `flask demo accounts` prints who can sign in. Nothing here runs in
production. Everything comes from a fixed seed, so that two machines show the same shop.
"""
