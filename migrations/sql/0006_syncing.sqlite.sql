CREATE TABLE outbox_deliveries (
    tenant_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_outbox_deliveries_status_known CHECK (status = 'sending' OR status = 'done' OR status = 'refused'),
    evidence TEXT NOT NULL,
    attempts INTEGER NOT NULL CONSTRAINT ck_outbox_deliveries_attempts_range CHECK (attempts BETWEEN 0 AND 1000000),
    due_at INTEGER,
    reason TEXT NOT NULL CONSTRAINT ck_outbox_deliveries_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_outbox_deliveries PRIMARY KEY (tenant_id, message_id, connection_id),
    CONSTRAINT fk_outbox_deliveries_tenant_id_message_id FOREIGN KEY(tenant_id, message_id) REFERENCES outbox (tenant_id, id),
    CONSTRAINT fk_outbox_deliveries_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_outbox_deliveries_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE sync_conflicts (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    sku TEXT NOT NULL CONSTRAINT ck_sync_conflicts_sku_length CHECK (length(sku) BETWEEN 0 AND 120),
    field TEXT NOT NULL CONSTRAINT ck_sync_conflicts_field_length CHECK (length(field) BETWEEN 1 AND 50),
    winner TEXT NOT NULL CONSTRAINT ck_sync_conflicts_winner_length CHECK (length(winner) BETWEEN 1 AND 20),
    said TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    CONSTRAINT pk_sync_conflicts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_sync_conflicts_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_sync_conflicts_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_sync_conflicts_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_sync_conflicts_connection ON sync_conflicts (tenant_id, connection_id, id);

CREATE TABLE sync_runs (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_sync_runs_kind_known CHECK (kind = 'pull' OR kind = 'push' OR kind = 'events' OR kind = 'ids' OR kind = 'stock' OR kind = 'prices' OR kind = 'images' OR kind = 'webhooks'),
    started_at INTEGER NOT NULL,
    outcome TEXT NOT NULL CONSTRAINT ck_sync_runs_outcome_known CHECK (outcome = 'running' OR outcome = 'done' OR outcome = 'later' OR outcome = 'needs_owner' OR outcome = 'failed'),
    ended_at INTEGER,
    counts TEXT NOT NULL,
    cost TEXT NOT NULL,
    reason TEXT NOT NULL CONSTRAINT ck_sync_runs_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_sync_runs PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_sync_runs_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_sync_runs_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_sync_runs_connection ON sync_runs (tenant_id, connection_id, id);

CREATE TABLE sync_set_aside (
    tenant_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ck_sync_set_aside_kind_length CHECK (length(kind) BETWEEN 1 AND 50),
    external_id TEXT NOT NULL CONSTRAINT ck_sync_set_aside_external_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    reason TEXT NOT NULL CONSTRAINT ck_sync_set_aside_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    noted_at INTEGER NOT NULL,
    CONSTRAINT pk_sync_set_aside PRIMARY KEY (tenant_id, connection_id, kind, external_id),
    CONSTRAINT fk_sync_set_aside_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_sync_set_aside_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE synced_products (
    tenant_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    external_id TEXT NOT NULL CONSTRAINT ck_synced_products_external_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    product_id BLOB NOT NULL,
    content_hash BLOB NOT NULL CONSTRAINT ck_synced_products_content_hash_length CHECK (length(content_hash) = 32),
    marks TEXT NOT NULL,
    has_news INTEGER NOT NULL,
    synced_at INTEGER NOT NULL,
    CONSTRAINT pk_synced_products PRIMARY KEY (tenant_id, connection_id, external_id),
    CONSTRAINT ck_synced_products_has_news_flag CHECK (has_news IN (0, 1)),
    CONSTRAINT fk_synced_products_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_synced_products_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_synced_products_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_synced_products_news ON synced_products (tenant_id, connection_id, has_news);

CREATE INDEX ix_synced_products_product ON synced_products (tenant_id, product_id);

CREATE TABLE synced_stock (
    tenant_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    quantity INTEGER NOT NULL CONSTRAINT ck_synced_stock_quantity_range CHECK (quantity BETWEEN -1000000000 AND 1000000000),
    CONSTRAINT pk_synced_stock PRIMARY KEY (tenant_id, connection_id, variant_id, store_id),
    CONSTRAINT fk_synced_stock_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_synced_stock_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_synced_stock_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_synced_stock_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

ALTER TABLE webhook_inbox ADD COLUMN hint TEXT;
