CREATE TABLE audit_checkpoints (
    tenant_id BLOB NOT NULL,
    taken_at INTEGER NOT NULL,
    size INTEGER NOT NULL CONSTRAINT ck_audit_checkpoints_size_range CHECK (size BETWEEN 1 AND 9007199254740992),
    head_hash BLOB NOT NULL CONSTRAINT ck_audit_checkpoints_head_hash_length CHECK (length(head_hash) = 32),
    key_id TEXT NOT NULL CONSTRAINT ck_audit_checkpoints_key_id_length CHECK (length(key_id) BETWEEN 1 AND 64),
    signature BLOB NOT NULL CONSTRAINT ck_audit_checkpoints_signature_length CHECK (length(signature) = 64),
    CONSTRAINT pk_audit_checkpoints PRIMARY KEY (tenant_id, taken_at, size),
    CONSTRAINT fk_audit_checkpoints_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE personal_salts (
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    salt BLOB NOT NULL CONSTRAINT ck_personal_salts_salt_length CHECK (length(salt) = 32),
    CONSTRAINT pk_personal_salts PRIMARY KEY (tenant_id, person_id),
    CONSTRAINT fk_personal_salts_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TRIGGER audit_checkpoints_never_change BEFORE UPDATE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'the audit trail can only grow');
END;

CREATE TRIGGER audit_checkpoints_never_go BEFORE DELETE ON audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'the audit trail can only grow');
END;
