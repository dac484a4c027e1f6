CREATE TABLE passkeys (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_passkeys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    credential_id BLOB NOT NULL,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL CONSTRAINT ck_passkeys_sign_count_range CHECK (sign_count BETWEEN 0 AND 4294967296),
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT pk_passkeys PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_passkeys_credential_id_length CHECK (length(credential_id) BETWEEN 1 AND 1023),
    CONSTRAINT ck_passkeys_public_key_length CHECK (length(public_key) BETWEEN 1 AND 4096),
    CONSTRAINT uq_passkeys_tenant_id_credential_id UNIQUE (tenant_id, credential_id),
    CONSTRAINT fk_passkeys_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_passkeys_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_passkeys_tenant_id_user_id ON passkeys (tenant_id, user_id);
