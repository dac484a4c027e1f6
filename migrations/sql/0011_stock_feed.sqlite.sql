CREATE TABLE level_changes (
    tenant_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    position INTEGER NOT NULL CONSTRAINT ck_level_changes_position_range CHECK (position BETWEEN 1 AND 9007199254740992),
    CONSTRAINT pk_level_changes PRIMARY KEY (tenant_id, variant_id),
    CONSTRAINT fk_level_changes_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_level_changes_position ON level_changes (tenant_id, position);
