CREATE TABLE try_counters (
    key_hash BLOB NOT NULL CONSTRAINT ck_try_counters_key_hash_length CHECK (length(key_hash) = 32),
    window_ends_at INTEGER NOT NULL,
    hits INTEGER NOT NULL CONSTRAINT ck_try_counters_hits_range CHECK (hits BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_try_counters PRIMARY KEY (key_hash)
) STRICT;

CREATE INDEX ix_try_counters_window_ends_at ON try_counters (window_ends_at);

CREATE TABLE break_glass (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    admin_tenant_id BLOB NOT NULL,
    admin_user_id BLOB NOT NULL,
    reason TEXT NOT NULL CONSTRAINT ck_break_glass_reason_length CHECK (length(reason) BETWEEN 10 AND 500),
    opened_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT pk_break_glass PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_break_glass_ends CHECK (not_after > opened_at),
    CONSTRAINT fk_break_glass_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE kept_answers (
    tenant_id BLOB NOT NULL,
    actor_id BLOB NOT NULL,
    "key" TEXT NOT NULL CONSTRAINT ck_kept_answers_key_length CHECK (length(key) BETWEEN 1 AND 200),
    request_hash BLOB NOT NULL CONSTRAINT ck_kept_answers_request_hash_length CHECK (length(request_hash) = 32),
    started_at INTEGER NOT NULL,
    sealed BLOB,
    CONSTRAINT pk_kept_answers PRIMARY KEY (tenant_id, actor_id, "key"),
    CONSTRAINT fk_kept_answers_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_kept_answers_tenant_id_started_at ON kept_answers (tenant_id, started_at);

CREATE TABLE one_time_links (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_one_time_links_purpose_known CHECK (purpose = 'invitation' OR purpose = 'password_reset'),
    secret_hash BLOB NOT NULL CONSTRAINT ck_one_time_links_secret_hash_length CHECK (length(secret_hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    created_by BLOB,
    CONSTRAINT pk_one_time_links PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_one_time_links_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_one_time_links_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_one_time_links_tenant_id_user_id ON one_time_links (tenant_id, user_id);

CREATE TABLE second_factors (
    tenant_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    nonce BLOB NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL CONSTRAINT ck_second_factors_last_step_range CHECK (last_step BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_second_factors PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT fk_second_factors_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_second_factors_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE sessions (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    generation INTEGER NOT NULL CONSTRAINT ck_sessions_generation_range CHECK (generation BETWEEN 0 AND 9007199254740992),
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    revoked_because TEXT NOT NULL CONSTRAINT ck_sessions_revoked_because_length CHECK (length(revoked_because) BETWEEN 0 AND 100),
    address TEXT NOT NULL CONSTRAINT ck_sessions_address_length CHECK (length(address) BETWEEN 0 AND 100),
    agent TEXT NOT NULL CONSTRAINT ck_sessions_agent_length CHECK (length(agent) BETWEEN 0 AND 200),
    CONSTRAINT pk_sessions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_sessions_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_sessions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_sessions_tenant_id_user_id ON sessions (tenant_id, user_id);
