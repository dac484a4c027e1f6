CREATE TABLE published_sites (
    tenant_id BLOB NOT NULL,
    run_id BLOB,
    former_run_id BLOB,
    changed_at INTEGER NOT NULL,
    author_id BLOB,
    CONSTRAINT pk_published_sites PRIMARY KEY (tenant_id),
    CONSTRAINT fk_published_sites_tenant_id_run_id FOREIGN KEY(tenant_id, run_id) REFERENCES generated_stores (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id_former_run_id FOREIGN KEY(tenant_id, former_run_id) REFERENCES generated_stores (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

ALTER TABLE generated_stores ADD COLUMN begun_at INTEGER;

ALTER TABLE generated_stores ADD COLUMN pages_done INTEGER NOT NULL DEFAULT 0
CONSTRAINT ck_generated_stores_pages_done_range CHECK (pages_done BETWEEN 0 AND 1000000000);

ALTER TABLE generated_stores ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0
CONSTRAINT ck_generated_stores_attempts_range CHECK (attempts BETWEEN 0 AND 1000);

ALTER TABLE generated_stores ADD COLUMN cancelled_at INTEGER;
