CREATE TABLE try_counters (
    key_hash BYTEA NOT NULL CONSTRAINT ck_try_counters_key_hash_length CHECK (length(key_hash) = 32),
    window_ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    hits BIGINT NOT NULL CONSTRAINT ck_try_counters_hits_range CHECK (hits BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_try_counters PRIMARY KEY (key_hash)
);

CREATE INDEX ix_try_counters_window_ends_at ON try_counters (window_ends_at);

CREATE TABLE break_glass (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    admin_tenant_id UUID NOT NULL,
    admin_user_id UUID NOT NULL,
    reason TEXT NOT NULL CONSTRAINT ck_break_glass_reason_length CHECK (length(reason) BETWEEN 10 AND 500),
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    not_after TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_break_glass PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_break_glass_ends CHECK (not_after > opened_at),
    CONSTRAINT fk_break_glass_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE kept_answers (
    tenant_id UUID NOT NULL,
    actor_id UUID NOT NULL,
    key TEXT NOT NULL CONSTRAINT ck_kept_answers_key_length CHECK (length(key) BETWEEN 1 AND 200),
    request_hash BYTEA NOT NULL CONSTRAINT ck_kept_answers_request_hash_length CHECK (length(request_hash) = 32),
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sealed BYTEA,
    CONSTRAINT pk_kept_answers PRIMARY KEY (tenant_id, actor_id, key),
    CONSTRAINT fk_kept_answers_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_kept_answers_tenant_id_started_at ON kept_answers (tenant_id, started_at);

CREATE TABLE one_time_links (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_one_time_links_purpose_known CHECK (purpose = 'invitation' OR purpose = 'password_reset'),
    secret_hash BYTEA NOT NULL CONSTRAINT ck_one_time_links_secret_hash_length CHECK (length(secret_hash) = 32),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    created_by UUID,
    CONSTRAINT pk_one_time_links PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_one_time_links_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_one_time_links_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_one_time_links_tenant_id_user_id ON one_time_links (tenant_id, user_id);

CREATE TABLE second_factors (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    nonce UUID NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    last_step BIGINT NOT NULL CONSTRAINT ck_second_factors_last_step_range CHECK (last_step BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_second_factors PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT fk_second_factors_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_second_factors_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE sessions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    generation BIGINT NOT NULL CONSTRAINT ck_sessions_generation_range CHECK (generation BETWEEN 0 AND 9007199254740992),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rotated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_because TEXT NOT NULL CONSTRAINT ck_sessions_revoked_because_length CHECK (length(revoked_because) BETWEEN 0 AND 100),
    address TEXT NOT NULL CONSTRAINT ck_sessions_address_length CHECK (length(address) BETWEEN 0 AND 100),
    agent TEXT NOT NULL CONSTRAINT ck_sessions_agent_length CHECK (length(agent) BETWEEN 0 AND 200),
    CONSTRAINT pk_sessions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_sessions_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_sessions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_sessions_tenant_id_user_id ON sessions (tenant_id, user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON try_counters TO varai_app;

ALTER TABLE break_glass ENABLE ROW LEVEL SECURITY;
ALTER TABLE break_glass FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON break_glass
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON break_glass TO varai_app;

ALTER TABLE kept_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON kept_answers
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_answers TO varai_app;

ALTER TABLE one_time_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE one_time_links FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON one_time_links
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON one_time_links TO varai_app;

ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON second_factors
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO varai_app;

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON sessions
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO varai_app;
