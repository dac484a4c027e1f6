"""BigCommerce by its REST interface, version 3."""
