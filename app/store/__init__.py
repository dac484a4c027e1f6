"""SQLAlchemy tables, repositories, unit of work, durability, backup and the migration runner."""
