"""The central server: tenants, rights, devices, and the wires that end here."""
