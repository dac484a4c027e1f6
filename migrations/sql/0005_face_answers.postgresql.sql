CREATE TABLE face_answers (
    tenant_id UUID NOT NULL,
    question BYTEA NOT NULL CONSTRAINT ck_face_answers_question_length CHECK (length(question) = 32),
    answer JSONB NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_face_answers PRIMARY KEY (tenant_id, question),
    CONSTRAINT fk_face_answers_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_face_answers_tenant_id_expires_at ON face_answers (tenant_id, expires_at);

CREATE TABLE publishable_keys (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_publishable_keys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    origins JSONB NOT NULL,
    per_minute BIGINT NOT NULL CONSTRAINT ck_publishable_keys_per_minute_range CHECK (per_minute BETWEEN 1 AND 100000),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_publishable_keys PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_publishable_keys_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

ALTER TABLE face_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE face_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON face_answers
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON face_answers TO varai_app;

ALTER TABLE publishable_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE publishable_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON publishable_keys
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON publishable_keys TO varai_app;
