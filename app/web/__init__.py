"""What every page needs: rendering, access rules, forms, error pages, headers, logs."""
