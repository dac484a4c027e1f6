CREATE TABLE level_changes (
    tenant_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    position BIGINT NOT NULL CONSTRAINT ck_level_changes_position_range CHECK (position BETWEEN 1 AND 9007199254740992),
    CONSTRAINT pk_level_changes PRIMARY KEY (tenant_id, variant_id),
    CONSTRAINT fk_level_changes_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_level_changes_position ON level_changes (tenant_id, position);

ALTER TABLE level_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE level_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON level_changes
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON level_changes TO varai_app;
