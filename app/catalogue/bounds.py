"""What a product may be: the bounds that its form and a spreadsheet have in common.

A sheet that took more than the form would leave products behind that nobody can save again.
"""

from __future__ import annotations

# Rupiah; less is a mistake in typing, and nothing is sold for it.
LOWEST_PRICE = 100
HIGHEST_PRICE = 10**12
MOST_STOCK = 1_000_000
LIGHTEST = 1  # grams
HEAVIEST = 500_000
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 5_000
