"""Page templates of a company, and what was generated from them."""
