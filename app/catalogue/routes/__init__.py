"""What buyers browse, and where sellers put it there."""
