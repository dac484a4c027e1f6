CREATE TABLE passkeys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_passkeys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    credential_id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    sign_count BIGINT NOT NULL CONSTRAINT ck_passkeys_sign_count_range CHECK (sign_count BETWEEN 0 AND 4294967296),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_passkeys PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_passkeys_credential_id_length CHECK (length(credential_id) BETWEEN 1 AND 1023),
    CONSTRAINT ck_passkeys_public_key_length CHECK (length(public_key) BETWEEN 1 AND 4096),
    CONSTRAINT uq_passkeys_tenant_id_credential_id UNIQUE (tenant_id, credential_id),
    CONSTRAINT fk_passkeys_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_passkeys_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_passkeys_tenant_id_user_id ON passkeys (tenant_id, user_id);

ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkeys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON passkeys
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON passkeys TO varai_app;
