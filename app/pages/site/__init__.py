"""What stands on the pages: products, lists, shops and words as plain data for templates."""
