CREATE TABLE enrolment_codes (
    handle TEXT NOT NULL CONSTRAINT ck_enrolment_codes_handle_length CHECK (length(handle) BETWEEN 5 AND 5),
    secret_hash BLOB NOT NULL CONSTRAINT ck_enrolment_codes_secret_hash_length CHECK (length(secret_hash) = 32),
    for_tenant BLOB NOT NULL,
    store_id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_enrolment_codes_name_length CHECK (length(name) BETWEEN 1 AND 100),
    created_by BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    misses INTEGER NOT NULL CONSTRAINT ck_enrolment_codes_misses_range CHECK (misses BETWEEN 0 AND 1000),
    used_at INTEGER,
    CONSTRAINT uq_enrolment_codes_handle UNIQUE (handle)
) STRICT;

CREATE INDEX ix_enrolment_codes_expires_at ON enrolment_codes (expires_at);

CREATE TABLE enrolment_requests (
    id BLOB NOT NULL,
    user_code_hash BLOB NOT NULL CONSTRAINT ck_enrolment_requests_user_code_hash_length CHECK (length(user_code_hash) = 32),
    device_code_hash BLOB NOT NULL CONSTRAINT ck_enrolment_requests_device_code_hash_length CHECK (length(device_code_hash) = 32),
    public_key TEXT NOT NULL CONSTRAINT ck_enrolment_requests_public_key_length CHECK (length(public_key) BETWEEN 1 AND 2000),
    name TEXT NOT NULL CONSTRAINT ck_enrolment_requests_name_length CHECK (length(name) BETWEEN 1 AND 100),
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_enrolment_requests_status_known CHECK (status = 'pending' OR status = 'approved'),
    for_tenant BLOB,
    device_id BLOB,
    poll_after INTEGER,
    CONSTRAINT pk_enrolment_requests PRIMARY KEY (id),
    CONSTRAINT uq_enrolment_requests_user_code_hash UNIQUE (user_code_hash),
    CONSTRAINT uq_enrolment_requests_device_code_hash UNIQUE (device_code_hash)
) STRICT;

CREATE INDEX ix_enrolment_requests_expires_at ON enrolment_requests (expires_at);

CREATE TABLE change_log (
    tenant_id BLOB NOT NULL,
    stream TEXT NOT NULL CONSTRAINT ck_change_log_stream_known CHECK (stream = 'catalogue' OR stream = 'prices' OR stream = 'rights' OR stream = 'settings'),
    object_id BLOB NOT NULL,
    position INTEGER NOT NULL CONSTRAINT ck_change_log_position_range CHECK (position BETWEEN 1 AND 9007199254740992),
    CONSTRAINT pk_change_log PRIMARY KEY (tenant_id, stream, object_id),
    CONSTRAINT fk_change_log_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_change_log_position ON change_log (tenant_id, stream, position);

CREATE TABLE change_positions (
    tenant_id BLOB NOT NULL,
    position INTEGER NOT NULL CONSTRAINT ck_change_positions_position_range CHECK (position BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_change_positions PRIMARY KEY (tenant_id),
    CONSTRAINT fk_change_positions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE node_notes (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_node_notes_name_length CHECK (length(name) BETWEEN 1 AND 100),
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    CONSTRAINT pk_node_notes PRIMARY KEY (tenant_id, name),
    CONSTRAINT fk_node_notes_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE seen_proofs (
    tenant_id BLOB NOT NULL,
    proof BLOB NOT NULL CONSTRAINT ck_seen_proofs_proof_length CHECK (length(proof) = 32),
    expires_at INTEGER NOT NULL,
    CONSTRAINT pk_seen_proofs PRIMARY KEY (tenant_id, proof),
    CONSTRAINT fk_seen_proofs_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_seen_proofs_tenant_id_expires_at ON seen_proofs (tenant_id, expires_at);

CREATE TABLE device_events (
    tenant_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL CONSTRAINT ck_device_events_topic_length CHECK (length(topic) BETWEEN 1 AND 100),
    aggregate_id BLOB NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    refusal TEXT NOT NULL CONSTRAINT ck_device_events_refusal_length CHECK (length(refusal) BETWEEN 0 AND 1000),
    CONSTRAINT pk_device_events PRIMARY KEY (tenant_id, device_id, id),
    CONSTRAINT fk_device_events_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT fk_device_events_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE device_keys (
    tenant_id BLOB NOT NULL,
    thumbprint TEXT NOT NULL CONSTRAINT ck_device_keys_thumbprint_length CHECK (length(thumbprint) BETWEEN 43 AND 43),
    device_id BLOB NOT NULL,
    public_key TEXT NOT NULL CONSTRAINT ck_device_keys_public_key_length CHECK (length(public_key) BETWEEN 1 AND 2000),
    chain TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    not_after INTEGER,
    CONSTRAINT pk_device_keys PRIMARY KEY (tenant_id, thumbprint),
    CONSTRAINT fk_device_keys_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT fk_device_keys_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_device_keys_tenant_id_device_id ON device_keys (tenant_id, device_id);
