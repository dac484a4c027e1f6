"""One way to talk HTTP: time-outs, retries, rate limits, pagination, redaction. Knows no platform."""
