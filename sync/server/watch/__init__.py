"""Whether the server lives, works and how fast: for load balancers and Prometheus."""
