CREATE TABLE audit_checkpoints (
    tenant_id UUID NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    size BIGINT NOT NULL CONSTRAINT ck_audit_checkpoints_size_range CHECK (size BETWEEN 1 AND 9007199254740992),
    head_hash BYTEA NOT NULL CONSTRAINT ck_audit_checkpoints_head_hash_length CHECK (length(head_hash) = 32),
    key_id TEXT NOT NULL CONSTRAINT ck_audit_checkpoints_key_id_length CHECK (length(key_id) BETWEEN 1 AND 64),
    signature BYTEA NOT NULL CONSTRAINT ck_audit_checkpoints_signature_length CHECK (length(signature) = 64),
    CONSTRAINT pk_audit_checkpoints PRIMARY KEY (tenant_id, taken_at, size),
    CONSTRAINT fk_audit_checkpoints_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE personal_salts (
    tenant_id UUID NOT NULL,
    person_id UUID NOT NULL,
    salt BYTEA NOT NULL CONSTRAINT ck_personal_salts_salt_length CHECK (length(salt) = 32),
    CONSTRAINT pk_personal_salts PRIMARY KEY (tenant_id, person_id),
    CONSTRAINT fk_personal_salts_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit_checkpoints
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT ON audit_checkpoints TO varai_app;

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON audit_checkpoints
FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE personal_salts ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal_salts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON personal_salts
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, DELETE ON personal_salts TO varai_app;
