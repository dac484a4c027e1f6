DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'varai_app') THEN
        CREATE ROLE varai_app NOLOGIN;
    END IF;
END $$;

CREATE TABLE tenants (
    id UUID NOT NULL,
    slug TEXT NOT NULL CONSTRAINT ck_tenants_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    name TEXT NOT NULL CONSTRAINT ck_tenants_name_length CHECK (length(name) BETWEEN 1 AND 200),
    currency TEXT NOT NULL,
    language TEXT NOT NULL CONSTRAINT ck_tenants_language_length CHECK (length(language) BETWEEN 1 AND 35),
    status TEXT NOT NULL CONSTRAINT ck_tenants_status_known CHECK (status = 'active' OR status = 'suspended'),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (id),
    CONSTRAINT ck_tenants_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT uq_tenants_slug UNIQUE (slug),
    CONSTRAINT ck_tenants_slug_lower CHECK (slug = lower(slug))
);

CREATE TABLE audit_events (
    tenant_id UUID NOT NULL,
    sequence BIGINT NOT NULL CONSTRAINT ck_audit_events_sequence_range CHECK (sequence BETWEEN 1 AND 9007199254740992),
    id UUID NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind TEXT NOT NULL CONSTRAINT ck_audit_events_actor_kind_known CHECK (actor_kind = 'user' OR actor_kind = 'device' OR actor_kind = 'system'),
    actor_id UUID,
    action TEXT NOT NULL CONSTRAINT ck_audit_events_action_length CHECK (length(action) BETWEEN 1 AND 100),
    object_kind TEXT NOT NULL CONSTRAINT ck_audit_events_object_kind_length CHECK (length(object_kind) BETWEEN 1 AND 60),
    object_id UUID,
    result TEXT NOT NULL CONSTRAINT ck_audit_events_result_known CHECK (result = 'started' OR result = 'completed' OR result = 'failed' OR result = 'denied'),
    details JSONB NOT NULL,
    address TEXT NOT NULL CONSTRAINT ck_audit_events_address_length CHECK (length(address) BETWEEN 0 AND 100),
    request_id TEXT NOT NULL CONSTRAINT ck_audit_events_request_id_length CHECK (length(request_id) BETWEEN 0 AND 100),
    previous_hash BYTEA NOT NULL CONSTRAINT ck_audit_events_previous_hash_length CHECK (length(previous_hash) = 32),
    hash BYTEA NOT NULL CONSTRAINT ck_audit_events_hash_length CHECK (length(hash) = 32),
    CONSTRAINT pk_audit_events PRIMARY KEY (tenant_id, sequence),
    CONSTRAINT uq_audit_events_tenant_id_id UNIQUE (tenant_id, id),
    CONSTRAINT fk_audit_events_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE catalogue_revisions (
    tenant_id UUID NOT NULL,
    revision BIGINT NOT NULL CONSTRAINT ck_catalogue_revisions_revision_range CHECK (revision BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_catalogue_revisions PRIMARY KEY (tenant_id),
    CONSTRAINT fk_catalogue_revisions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE consent_withdrawals (
    tenant_id UUID NOT NULL,
    consent_id UUID NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consent_withdrawals PRIMARY KEY (tenant_id, consent_id),
    CONSTRAINT fk_consent_withdrawals_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE custom_roles (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_custom_roles_name_length CHECK (length(name) BETWEEN 1 AND 100),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_custom_roles PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_custom_roles_tenant_id_name UNIQUE (tenant_id, name),
    CONSTRAINT fk_custom_roles_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE outbox (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    topic TEXT NOT NULL CONSTRAINT ck_outbox_topic_length CHECK (length(topic) BETWEEN 1 AND 100),
    aggregate_id UUID NOT NULL,
    payload JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_outbox_status_known CHECK (status = 'pending' OR status = 'acknowledged' OR status = 'quarantined'),
    attempts BIGINT NOT NULL CONSTRAINT ck_outbox_attempts_range CHECK (attempts BETWEEN 0 AND 1000000),
    due_at TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL CONSTRAINT ck_outbox_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_outbox PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_outbox_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_outbox_due ON outbox (tenant_id, status, id);

CREATE INDEX ix_outbox_order ON outbox (tenant_id, aggregate_id, status, id);

CREATE TABLE page_templates (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    slug TEXT NOT NULL CONSTRAINT ck_page_templates_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    name TEXT NOT NULL CONSTRAINT ck_page_templates_name_length CHECK (length(name) BETWEEN 1 AND 200),
    newest_version BIGINT NOT NULL CONSTRAINT ck_page_templates_newest_version_range CHECK (newest_version BETWEEN 1 AND 1000000),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_page_templates PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_page_templates_tenant_id_slug UNIQUE (tenant_id, slug),
    CONSTRAINT fk_page_templates_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE platform_connections (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    platform TEXT NOT NULL CONSTRAINT ck_platform_connections_platform_known CHECK (platform = 'shopify' OR platform = 'woocommerce' OR platform = 'magento' OR platform = 'bigcommerce'),
    shop TEXT NOT NULL CONSTRAINT ck_platform_connections_shop_length CHECK (length(shop) BETWEEN 1 AND 255),
    name TEXT NOT NULL CONSTRAINT ck_platform_connections_name_length CHECK (length(name) BETWEEN 1 AND 200),
    secret_reference TEXT NOT NULL CONSTRAINT ck_platform_connections_secret_reference_length CHECK (length(secret_reference) BETWEEN 1 AND 200),
    status TEXT NOT NULL CONSTRAINT ck_platform_connections_status_known CHECK (status = 'active' OR status = 'paused' OR status = 'needs_owner'),
    policy JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_platform_connections PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_platform_connections_secret_by_reference CHECK (secret_reference LIKE 'secret:%'),
    CONSTRAINT uq_platform_connections_tenant_id_platform_shop UNIQUE (tenant_id, platform, shop),
    CONSTRAINT fk_platform_connections_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE products (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL CONSTRAINT ck_products_code_length CHECK (length(code) BETWEEN 1 AND 120),
    name TEXT NOT NULL CONSTRAINT ck_products_name_length CHECK (length(name) BETWEEN 1 AND 200),
    brand TEXT NOT NULL CONSTRAINT ck_products_brand_length CHECK (length(brand) BETWEEN 1 AND 120),
    description TEXT NOT NULL CONSTRAINT ck_products_description_length CHECK (length(description) BETWEEN 0 AND 20000),
    gender TEXT NOT NULL CONSTRAINT ck_products_gender_known CHECK (gender = 'women' OR gender = 'men' OR gender = 'unisex' OR gender = 'kids'),
    status TEXT NOT NULL CONSTRAINT ck_products_status_known CHECK (status = 'draft' OR status = 'published' OR status = 'archived'),
    position BIGINT NOT NULL CONSTRAINT ck_products_position_range CHECK (position BETWEEN -9007199254740992 AND 9007199254740992),
    options JSONB NOT NULL,
    images JSONB NOT NULL,
    content_hash BYTEA NOT NULL CONSTRAINT ck_products_content_hash_length CHECK (length(content_hash) = 16),
    revision BIGINT NOT NULL CONSTRAINT ck_products_revision_range CHECK (revision BETWEEN 1 AND 9007199254740992),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_products_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_products_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_products_shop_order ON products (tenant_id, status, position, id);

CREATE INDEX ix_products_tenant_id_revision ON products (tenant_id, revision);

CREATE TABLE regions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_regions_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT pk_regions PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_regions_tenant_id_name UNIQUE (tenant_id, name),
    CONSTRAINT fk_regions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE users (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    email TEXT NOT NULL CONSTRAINT ck_users_email_length CHECK (length(email) BETWEEN 3 AND 254),
    display_name TEXT NOT NULL CONSTRAINT ck_users_display_name_length CHECK (length(display_name) BETWEEN 1 AND 200),
    status TEXT NOT NULL CONSTRAINT ck_users_status_known CHECK (status = 'invited' OR status = 'active' OR status = 'disabled'),
    password_hash TEXT CONSTRAINT ck_users_password_hash_length CHECK (length(password_hash) BETWEEN 1 AND 500),
    epoch BIGINT NOT NULL CONSTRAINT ck_users_epoch_range CHECK (epoch BETWEEN 0 AND 9007199254740992),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_users_email_lower CHECK (email = lower(email)),
    CONSTRAINT uq_users_tenant_id_email UNIQUE (tenant_id, email),
    CONSTRAINT fk_users_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE frame_specs (
    tenant_id UUID NOT NULL,
    product_id UUID NOT NULL,
    size TEXT NOT NULL CONSTRAINT ck_frame_specs_size_length CHECK (length(size) BETWEEN 1 AND 40),
    position BIGINT NOT NULL CONSTRAINT ck_frame_specs_position_range CHECK (position BETWEEN 0 AND 1000),
    shape TEXT NOT NULL CONSTRAINT ck_frame_specs_shape_known CHECK (shape = 'round' OR shape = 'panto' OR shape = 'oval' OR shape = 'rectangle' OR shape = 'square' OR shape = 'wayfarer' OR shape = 'aviator' OR shape = 'cat_eye' OR shape = 'browline' OR shape = 'hexagonal' OR shape = 'butterfly'),
    lens_width_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_lens_width_mm_range CHECK (lens_width_mm BETWEEN 10 AND 100),
    lens_height_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_lens_height_mm_range CHECK (lens_height_mm BETWEEN 10 AND 100),
    bridge_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_bridge_mm_range CHECK (bridge_mm BETWEEN 5 AND 40),
    temple_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_temple_mm_range CHECK (temple_mm BETWEEN 50 AND 220),
    rim TEXT NOT NULL CONSTRAINT ck_frame_specs_rim_known CHECK (rim = 'full' OR rim = 'half' OR rim = 'rimless'),
    rim_thickness_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_rim_thickness_mm_range CHECK (rim_thickness_mm BETWEEN 0 AND 30),
    rim_depth_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_rim_depth_mm_range CHECK (rim_depth_mm BETWEEN 0 AND 30),
    wrap_deg DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_wrap_deg_range CHECK (wrap_deg BETWEEN -10 AND 45),
    pantoscopic_deg DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_pantoscopic_deg_range CHECK (pantoscopic_deg BETWEEN -20 AND 45),
    end_piece_mm DOUBLE PRECISION NOT NULL CONSTRAINT ck_frame_specs_end_piece_mm_range CHECK (end_piece_mm BETWEEN 0 AND 30),
    has_nose_pads BOOLEAN NOT NULL,
    CONSTRAINT pk_frame_specs PRIMARY KEY (tenant_id, product_id, size),
    CONSTRAINT fk_frame_specs_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_frame_specs_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE role_permissions (
    tenant_id UUID NOT NULL,
    role_id UUID NOT NULL,
    permission TEXT NOT NULL CONSTRAINT ck_role_permissions_permission_length CHECK (length(permission) BETWEEN 1 AND 100),
    CONSTRAINT pk_role_permissions PRIMARY KEY (tenant_id, role_id, permission),
    CONSTRAINT fk_role_permissions_tenant_id_role_id FOREIGN KEY(tenant_id, role_id) REFERENCES custom_roles (tenant_id, id),
    CONSTRAINT fk_role_permissions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE stores (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    region_id UUID,
    code TEXT NOT NULL CONSTRAINT ck_stores_code_length CHECK (length(code) BETWEEN 1 AND 40),
    name TEXT NOT NULL CONSTRAINT ck_stores_name_length CHECK (length(name) BETWEEN 1 AND 200),
    time_zone TEXT NOT NULL CONSTRAINT ck_stores_time_zone_length CHECK (length(time_zone) BETWEEN 1 AND 64),
    country TEXT NOT NULL CONSTRAINT ck_stores_country_length CHECK (length(country) = 2),
    status TEXT NOT NULL CONSTRAINT ck_stores_status_known CHECK (status = 'open' OR status = 'archived'),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stores PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stores_tenant_id_region_id FOREIGN KEY(tenant_id, region_id) REFERENCES regions (tenant_id, id),
    CONSTRAINT uq_stores_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_stores_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_stores_tenant_id_region_id ON stores (tenant_id, region_id);

CREATE TABLE sync_cursors (
    tenant_id UUID NOT NULL,
    connection_id UUID NOT NULL,
    stream TEXT NOT NULL CONSTRAINT ck_sync_cursors_stream_length CHECK (length(stream) BETWEEN 1 AND 100),
    position TEXT NOT NULL CONSTRAINT ck_sync_cursors_position_length CHECK (length(position) BETWEEN 0 AND 4000),
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sync_cursors PRIMARY KEY (tenant_id, connection_id, stream),
    CONSTRAINT fk_sync_cursors_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_sync_cursors_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE template_versions (
    tenant_id UUID NOT NULL,
    template_id UUID NOT NULL,
    number BIGINT NOT NULL CONSTRAINT ck_template_versions_number_range CHECK (number BETWEEN 1 AND 1000000),
    source TEXT NOT NULL CONSTRAINT ck_template_versions_source_length CHECK (length(source) <= 65536),
    settings_schema JSONB NOT NULL,
    author_id UUID,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_template_versions PRIMARY KEY (tenant_id, template_id, number),
    CONSTRAINT fk_template_versions_tenant_id_template_id FOREIGN KEY(tenant_id, template_id) REFERENCES page_templates (tenant_id, id),
    CONSTRAINT fk_template_versions_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_template_versions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE webhook_inbox (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    connection_id UUID NOT NULL,
    dedupe_key TEXT NOT NULL CONSTRAINT ck_webhook_inbox_dedupe_key_length CHECK (length(dedupe_key) BETWEEN 1 AND 300),
    topic TEXT NOT NULL CONSTRAINT ck_webhook_inbox_topic_length CHECK (length(topic) BETWEEN 1 AND 200),
    body BYTEA NOT NULL CONSTRAINT ck_webhook_inbox_body_length CHECK (length(body) <= 10485760),
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_webhook_inbox_status_known CHECK (status = 'pending' OR status = 'done' OR status = 'ignored' OR status = 'dead'),
    attempts BIGINT NOT NULL CONSTRAINT ck_webhook_inbox_attempts_range CHECK (attempts BETWEEN 0 AND 1000000),
    due_at TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL CONSTRAINT ck_webhook_inbox_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_webhook_inbox PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_webhook_inbox_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT uq_webhook_inbox_tenant_id_connection_id_dedupe_key UNIQUE (tenant_id, connection_id, dedupe_key),
    CONSTRAINT fk_webhook_inbox_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_webhook_inbox_due ON webhook_inbox (tenant_id, status, due_at, id);

CREATE TABLE devices (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    store_id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_devices_name_length CHECK (length(name) BETWEEN 1 AND 100),
    status TEXT NOT NULL CONSTRAINT ck_devices_status_known CHECK (status = 'pending' OR status = 'active' OR status = 'revoked'),
    key_thumbprint TEXT CONSTRAINT ck_devices_key_thumbprint_length CHECK (length(key_thumbprint) BETWEEN 1 AND 64),
    public_key TEXT CONSTRAINT ck_devices_public_key_length CHECK (length(public_key) BETWEEN 1 AND 2000),
    epoch BIGINT NOT NULL CONSTRAINT ck_devices_epoch_range CHECK (epoch BETWEEN 0 AND 9007199254740992),
    enrolled_at TIMESTAMP WITH TIME ZONE,
    last_seen_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_devices PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_devices_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT uq_devices_tenant_id_key_thumbprint UNIQUE (tenant_id, key_thumbprint),
    CONSTRAINT fk_devices_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_devices_tenant_id_store_id ON devices (tenant_id, store_id);

CREATE TABLE generated_stores (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_generated_stores_name_length CHECK (length(name) BETWEEN 1 AND 200),
    template_id UUID NOT NULL,
    template_version BIGINT NOT NULL CONSTRAINT ck_generated_stores_template_version_range CHECK (template_version BETWEEN 1 AND 1000000),
    settings JSONB NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_generated_stores_status_known CHECK (status = 'started' OR status = 'completed' OR status = 'failed'),
    author_id UUID,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    page_count BIGINT NOT NULL CONSTRAINT ck_generated_stores_page_count_range CHECK (page_count BETWEEN 0 AND 1000000000),
    reason TEXT NOT NULL CONSTRAINT ck_generated_stores_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_generated_stores PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_generated_stores_tenant_id_template_id_template_version FOREIGN KEY(tenant_id, template_id, template_version) REFERENCES template_versions (tenant_id, template_id, number),
    CONSTRAINT fk_generated_stores_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_generated_stores_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_generated_stores_tenant_id_template_id ON generated_stores (tenant_id, template_id);

CREATE TABLE grants (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    built_in_role TEXT CONSTRAINT ck_grants_built_in_role_known CHECK (built_in_role = 'platform_admin' OR built_in_role = 'tenant_owner' OR built_in_role = 'regional_manager' OR built_in_role = 'store_manager' OR built_in_role = 'optician' OR built_in_role = 'sales_staff' OR built_in_role = 'auditor' OR built_in_role = 'kiosk_device'),
    custom_role_id UUID,
    scope TEXT NOT NULL CONSTRAINT ck_grants_scope_known CHECK (scope = 'platform' OR scope = 'tenant' OR scope = 'region' OR scope = 'store'),
    region_id UUID,
    store_id UUID,
    not_after TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL CONSTRAINT ck_grants_reason_length CHECK (length(reason) BETWEEN 0 AND 500),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_grants PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_custom_role_id FOREIGN KEY(tenant_id, custom_role_id) REFERENCES custom_roles (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_region_id FOREIGN KEY(tenant_id, region_id) REFERENCES regions (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT ck_grants_one_role CHECK ((built_in_role IS NULL) <> (custom_role_id IS NULL)),
    CONSTRAINT ck_grants_region_scope CHECK ((scope = 'region') = (region_id IS NOT NULL)),
    CONSTRAINT ck_grants_store_scope CHECK ((scope = 'store') = (store_id IS NOT NULL)),
    CONSTRAINT fk_grants_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_grants_tenant_id_custom_role_id ON grants (tenant_id, custom_role_id);

CREATE INDEX ix_grants_tenant_id_user_id ON grants (tenant_id, user_id);

CREATE TABLE models_3d (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    size TEXT CONSTRAINT ck_models_3d_size_length CHECK (length(size) BETWEEN 1 AND 40),
    sha256 BYTEA NOT NULL CONSTRAINT ck_models_3d_sha256_length CHECK (length(sha256) = 32),
    byte_count BIGINT NOT NULL CONSTRAINT ck_models_3d_byte_count_range CHECK (byte_count BETWEEN 1 AND 1000000000),
    origin TEXT NOT NULL CONSTRAINT ck_models_3d_origin_known CHECK (origin = 'supplier' OR origin = 'generated'),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_models_3d PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_models_3d_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_models_3d_tenant_id_product_id_size FOREIGN KEY(tenant_id, product_id, size) REFERENCES frame_specs (tenant_id, product_id, size),
    CONSTRAINT fk_models_3d_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_models_3d_tenant_id_product_id ON models_3d (tenant_id, product_id);

CREATE TABLE variants (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT NOT NULL CONSTRAINT ck_variants_sku_length CHECK (length(sku) BETWEEN 1 AND 120),
    gtin TEXT CONSTRAINT ck_variants_gtin_length CHECK (length(gtin) BETWEEN 8 AND 14),
    colour TEXT NOT NULL CONSTRAINT ck_variants_colour_length CHECK (length(colour) BETWEEN 1 AND 80),
    colour_family TEXT CONSTRAINT ck_variants_colour_family_known CHECK (colour_family = 'black' OR colour_family = 'grey' OR colour_family = 'white' OR colour_family = 'crystal' OR colour_family = 'tortoise' OR colour_family = 'brown' OR colour_family = 'gold' OR colour_family = 'silver' OR colour_family = 'red' OR colour_family = 'pink' OR colour_family = 'orange' OR colour_family = 'yellow' OR colour_family = 'green' OR colour_family = 'blue' OR colour_family = 'purple'),
    facet_colour TEXT CONSTRAINT ck_variants_facet_colour_known CHECK (facet_colour = 'black' OR facet_colour = 'grey' OR facet_colour = 'white' OR facet_colour = 'crystal' OR facet_colour = 'tortoise' OR facet_colour = 'brown' OR facet_colour = 'gold' OR facet_colour = 'silver' OR facet_colour = 'red' OR facet_colour = 'pink' OR facet_colour = 'orange' OR facet_colour = 'yellow' OR facet_colour = 'green' OR facet_colour = 'blue' OR facet_colour = 'purple'),
    material TEXT CONSTRAINT ck_variants_material_known CHECK (material = 'acetate' OR material = 'metal'),
    facet_material TEXT CONSTRAINT ck_variants_facet_material_known CHECK (facet_material = 'acetate' OR facet_material = 'metal'),
    size TEXT CONSTRAINT ck_variants_size_length CHECK (length(size) BETWEEN 1 AND 40),
    finish JSONB,
    options JSONB NOT NULL,
    position BIGINT NOT NULL CONSTRAINT ck_variants_position_range CHECK (position BETWEEN 0 AND 100000),
    is_sold BOOLEAN NOT NULL,
    CONSTRAINT pk_variants PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_variants_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_variants_tenant_id_product_id_size FOREIGN KEY(tenant_id, product_id, size) REFERENCES frame_specs (tenant_id, product_id, size),
    CONSTRAINT uq_variants_tenant_id_sku UNIQUE (tenant_id, sku),
    CONSTRAINT fk_variants_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_variants_tenant_id_gtin ON variants (tenant_id, gtin) WHERE gtin IS NOT NULL;

CREATE INDEX ix_variants_tenant_id_product_id ON variants (tenant_id, product_id);

CREATE TABLE consents (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    subject_id UUID NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_consents_purpose_known CHECK (purpose = 'analyse_face' OR purpose = 'keep_measurements' OR purpose = 'keep_favourites'),
    decision TEXT NOT NULL CONSTRAINT ck_consents_decision_known CHECK (decision = 'granted' OR decision = 'declined'),
    text_version TEXT NOT NULL CONSTRAINT ck_consents_text_version_length CHECK (length(text_version) BETWEEN 1 AND 40),
    text_sha256 BYTEA NOT NULL CONSTRAINT ck_consents_text_sha256_length CHECK (length(text_sha256) = 32),
    locale TEXT NOT NULL CONSTRAINT ck_consents_locale_length CHECK (length(locale) BETWEEN 1 AND 35),
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    store_id UUID,
    device_id UUID,
    CONSTRAINT pk_consents PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_consents_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_consents_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT uq_consents_tenant_id_id_purpose_subject_id_decision UNIQUE (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_consents_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_consents_tenant_id_subject_id ON consents (tenant_id, subject_id);

CREATE TABLE external_references (
    tenant_id UUID NOT NULL,
    platform TEXT NOT NULL CONSTRAINT ck_external_references_platform_known CHECK (platform = 'shopify' OR platform = 'woocommerce' OR platform = 'magento' OR platform = 'bigcommerce'),
    shop TEXT NOT NULL CONSTRAINT ck_external_references_shop_length CHECK (length(shop) BETWEEN 1 AND 255),
    kind TEXT NOT NULL CONSTRAINT ck_external_references_kind_known CHECK (kind = 'product' OR kind = 'variant' OR kind = 'location'),
    external_id TEXT NOT NULL CONSTRAINT ck_external_references_external_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    product_id UUID,
    variant_id UUID,
    store_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_external_references PRIMARY KEY (tenant_id, platform, shop, kind, external_id),
    CONSTRAINT ck_external_references_product_kind CHECK ((kind = 'product') = (product_id IS NOT NULL)),
    CONSTRAINT ck_external_references_variant_kind CHECK ((kind = 'variant') = (variant_id IS NOT NULL)),
    CONSTRAINT ck_external_references_location_kind CHECK ((kind = 'location') = (store_id IS NOT NULL)),
    CONSTRAINT fk_external_references_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_external_references_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_external_references_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT uq_external_references_tenant_id_platform_shop_product_id UNIQUE (tenant_id, platform, shop, product_id),
    CONSTRAINT uq_external_references_tenant_id_platform_shop_variant_id UNIQUE (tenant_id, platform, shop, variant_id),
    CONSTRAINT uq_external_references_tenant_id_platform_shop_store_id UNIQUE (tenant_id, platform, shop, store_id),
    CONSTRAINT fk_external_references_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_external_references_tenant_id_product_id ON external_references (tenant_id, product_id);

CREATE INDEX ix_external_references_tenant_id_variant_id ON external_references (tenant_id, variant_id);

CREATE TABLE prices (
    tenant_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CONSTRAINT ck_prices_amount_minor_range CHECK (amount_minor BETWEEN 0 AND 1000000000000),
    list_amount_minor BIGINT CONSTRAINT ck_prices_list_amount_minor_range CHECK (list_amount_minor BETWEEN 0 AND 1000000000000),
    position BIGINT NOT NULL CONSTRAINT ck_prices_position_range CHECK (position BETWEEN 0 AND 1000),
    CONSTRAINT pk_prices PRIMARY KEY (tenant_id, variant_id, currency),
    CONSTRAINT ck_prices_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT fk_prices_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_prices_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE settings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL CONSTRAINT ck_settings_key_length CHECK (length(key) BETWEEN 1 AND 100),
    store_id UUID,
    device_id UUID,
    value JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_settings_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_settings_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT ck_settings_one_place CHECK (store_id IS NULL OR device_id IS NULL),
    CONSTRAINT fk_settings_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE UNIQUE INDEX uq_settings_of_device ON settings (tenant_id, key, device_id) WHERE device_id IS NOT NULL;

CREATE UNIQUE INDEX uq_settings_of_store ON settings (tenant_id, key, store_id) WHERE store_id IS NOT NULL;

CREATE UNIQUE INDEX uq_settings_of_tenant ON settings (tenant_id, key) WHERE store_id IS NULL AND device_id IS NULL;

CREATE TABLE stock_levels (
    tenant_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    store_id UUID NOT NULL,
    on_hand BIGINT NOT NULL CONSTRAINT ck_stock_levels_on_hand_range CHECK (on_hand BETWEEN -1000000000 AND 1000000000),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stock_levels PRIMARY KEY (tenant_id, variant_id, store_id),
    CONSTRAINT fk_stock_levels_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_stock_levels_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_stock_levels_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE TABLE stock_movements (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    variant_id UUID NOT NULL,
    store_id UUID NOT NULL,
    delta BIGINT NOT NULL CONSTRAINT ck_stock_movements_delta_range CHECK (delta BETWEEN -1000000 AND 1000000),
    reason TEXT NOT NULL CONSTRAINT ck_stock_movements_reason_known CHECK (reason = 'sale' OR reason = 'return' OR reason = 'delivery' OR reason = 'transfer' OR reason = 'count' OR reason = 'correction' OR reason = 'platform'),
    actor_id UUID,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stock_movements PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_stock_movements_delta_moves CHECK (delta <> 0),
    CONSTRAINT fk_stock_movements_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_stock_movements_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_stock_movements_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_stock_movements_tenant_id_variant_id ON stock_movements (tenant_id, variant_id, id);

CREATE TABLE favourites (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    consent_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    subject_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    chosen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_favourites PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_favourites_purpose_named CHECK (purpose = 'keep_favourites'),
    CONSTRAINT ck_favourites_decision_granted CHECK (decision = 'granted'),
    CONSTRAINT fk_favourites_consent FOREIGN KEY(tenant_id, consent_id, purpose, subject_id, decision) REFERENCES consents (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_favourites_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT uq_favourites_tenant_id_subject_id_variant_id UNIQUE (tenant_id, subject_id, variant_id),
    CONSTRAINT fk_favourites_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_favourites_tenant_id_consent_id ON favourites (tenant_id, consent_id);

CREATE TABLE measurements (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    consent_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    subject_id UUID NOT NULL,
    pd_mm DOUBLE PRECISION NOT NULL,
    pd_low_mm DOUBLE PRECISION NOT NULL,
    pd_high_mm DOUBLE PRECISION NOT NULL,
    near_pd_mm DOUBLE PRECISION NOT NULL,
    near_pd_low_mm DOUBLE PRECISION NOT NULL,
    near_pd_high_mm DOUBLE PRECISION NOT NULL,
    face_width_mm DOUBLE PRECISION NOT NULL,
    face_width_low_mm DOUBLE PRECISION NOT NULL,
    face_width_high_mm DOUBLE PRECISION NOT NULL,
    bridge_width_mm DOUBLE PRECISION NOT NULL,
    bridge_width_low_mm DOUBLE PRECISION NOT NULL,
    bridge_width_high_mm DOUBLE PRECISION NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_measurements PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_measurements_purpose_named CHECK (purpose = 'keep_measurements'),
    CONSTRAINT ck_measurements_decision_granted CHECK (decision = 'granted'),
    CONSTRAINT ck_measurements_pd_interval CHECK (0 < pd_low_mm AND pd_low_mm <= pd_high_mm AND pd_high_mm < 1000),
    CONSTRAINT ck_measurements_near_pd_interval CHECK (0 < near_pd_low_mm AND near_pd_low_mm <= near_pd_high_mm AND near_pd_high_mm < 1000),
    CONSTRAINT ck_measurements_face_width_interval CHECK (0 < face_width_low_mm AND face_width_low_mm <= face_width_high_mm AND face_width_high_mm < 1000),
    CONSTRAINT ck_measurements_bridge_width_interval CHECK (0 < bridge_width_low_mm AND bridge_width_low_mm <= bridge_width_high_mm AND bridge_width_high_mm < 1000),
    CONSTRAINT fk_measurements_consent FOREIGN KEY(tenant_id, consent_id, purpose, subject_id, decision) REFERENCES consents (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_measurements_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
);

CREATE INDEX ix_measurements_tenant_id_consent_id ON measurements (tenant_id, consent_id);

CREATE INDEX ix_measurements_tenant_id_subject_id ON measurements (tenant_id, subject_id);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants
USING (
    id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
    OR (SELECT nullif(current_setting('app.tenant', true), '')::uuid) IS NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO varai_app;

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit_events
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_events TO varai_app;

ALTER TABLE catalogue_revisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE catalogue_revisions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON catalogue_revisions
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON catalogue_revisions TO varai_app;

ALTER TABLE consent_withdrawals ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_withdrawals FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON consent_withdrawals
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON consent_withdrawals TO varai_app;

ALTER TABLE custom_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON custom_roles
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON custom_roles TO varai_app;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON outbox
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO varai_app;

ALTER TABLE page_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_templates FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON page_templates
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON page_templates TO varai_app;

ALTER TABLE platform_connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_connections FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON platform_connections
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform_connections TO varai_app;

ALTER TABLE products ENABLE ROW LEVEL SECURITY;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON products
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON products TO varai_app;

ALTER TABLE regions ENABLE ROW LEVEL SECURITY;
ALTER TABLE regions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON regions
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON regions TO varai_app;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON users
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO varai_app;

ALTER TABLE frame_specs ENABLE ROW LEVEL SECURITY;
ALTER TABLE frame_specs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON frame_specs
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON frame_specs TO varai_app;

ALTER TABLE role_permissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_permissions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON role_permissions
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON role_permissions TO varai_app;

ALTER TABLE stores ENABLE ROW LEVEL SECURITY;
ALTER TABLE stores FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stores
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON stores TO varai_app;

ALTER TABLE sync_cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON sync_cursors
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sync_cursors TO varai_app;

ALTER TABLE template_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE template_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON template_versions
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON template_versions TO varai_app;

ALTER TABLE webhook_inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_inbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON webhook_inbox
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_inbox TO varai_app;

ALTER TABLE devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE devices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON devices
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON devices TO varai_app;

ALTER TABLE generated_stores ENABLE ROW LEVEL SECURITY;
ALTER TABLE generated_stores FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON generated_stores
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON generated_stores TO varai_app;

ALTER TABLE grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON grants
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON grants TO varai_app;

ALTER TABLE models_3d ENABLE ROW LEVEL SECURITY;
ALTER TABLE models_3d FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON models_3d
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON models_3d TO varai_app;

ALTER TABLE variants ENABLE ROW LEVEL SECURITY;
ALTER TABLE variants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON variants
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON variants TO varai_app;

ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON consents
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON consents TO varai_app;

ALTER TABLE external_references ENABLE ROW LEVEL SECURITY;
ALTER TABLE external_references FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON external_references
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON external_references TO varai_app;

ALTER TABLE prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE prices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON prices
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON prices TO varai_app;

ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE settings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON settings
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON settings TO varai_app;

ALTER TABLE stock_levels ENABLE ROW LEVEL SECURITY;
ALTER TABLE stock_levels FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stock_levels
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_levels TO varai_app;

ALTER TABLE stock_movements ENABLE ROW LEVEL SECURITY;
ALTER TABLE stock_movements FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stock_movements
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_movements TO varai_app;

ALTER TABLE favourites ENABLE ROW LEVEL SECURITY;
ALTER TABLE favourites FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON favourites
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON favourites TO varai_app;

ALTER TABLE measurements ENABLE ROW LEVEL SECURITY;
ALTER TABLE measurements FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON measurements
USING (
    tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON measurements TO varai_app;

GRANT SELECT ON alembic_version, schema_history TO varai_app;
