"""Categories, products, variants and pictures, and how buyers browse them."""
