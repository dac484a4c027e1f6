"""The words of an optical shop, as frozen values. Pure: no clock, no database, no wire."""
