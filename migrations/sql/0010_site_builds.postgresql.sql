CREATE TABLE published_sites (
    tenant_id UUID NOT NULL,
    run_id UUID,
    former_run_id UUID,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    author_id UUID,
    CONSTRAINT pk_published_sites PRIMARY KEY (tenant_id),
    CONSTRAINT fk_published_sites_tenant_id_run_id FOREIGN KEY(tenant_id, run_id) REFERENCES generated_stores (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id_former_run_id FOREIGN KEY(tenant_id, former_run_id) REFERENCES generated_stores (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_published_sites_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

ALTER TABLE published_sites ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_sites FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON published_sites
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON published_sites TO varai_app;

ALTER TABLE generated_stores ADD COLUMN begun_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE generated_stores ADD COLUMN pages_done BIGINT NOT NULL DEFAULT 0
CONSTRAINT ck_generated_stores_pages_done_range CHECK (pages_done BETWEEN 0 AND 1000000000);

ALTER TABLE generated_stores ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0
CONSTRAINT ck_generated_stores_attempts_range CHECK (attempts BETWEEN 0 AND 1000);

ALTER TABLE generated_stores ADD COLUMN cancelled_at TIMESTAMP WITH TIME ZONE;
