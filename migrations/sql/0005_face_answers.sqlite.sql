CREATE TABLE face_answers (
    tenant_id BLOB NOT NULL,
    question BLOB NOT NULL CONSTRAINT ck_face_answers_question_length CHECK (length(question) = 32),
    answer TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT pk_face_answers PRIMARY KEY (tenant_id, question),
    CONSTRAINT fk_face_answers_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_face_answers_tenant_id_expires_at ON face_answers (tenant_id, expires_at);

CREATE TABLE publishable_keys (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_publishable_keys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    origins TEXT NOT NULL,
    per_minute INTEGER NOT NULL CONSTRAINT ck_publishable_keys_per_minute_range CHECK (per_minute BETWEEN 1 AND 100000),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT pk_publishable_keys PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_publishable_keys_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;
