CREATE TABLE tenants (
    id BLOB NOT NULL,
    slug TEXT NOT NULL CONSTRAINT ck_tenants_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    name TEXT NOT NULL CONSTRAINT ck_tenants_name_length CHECK (length(name) BETWEEN 1 AND 200),
    currency TEXT NOT NULL,
    language TEXT NOT NULL CONSTRAINT ck_tenants_language_length CHECK (length(language) BETWEEN 1 AND 35),
    status TEXT NOT NULL CONSTRAINT ck_tenants_status_known CHECK (status = 'active' OR status = 'suspended'),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (id),
    CONSTRAINT ck_tenants_currency_iso CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    CONSTRAINT uq_tenants_slug UNIQUE (slug),
    CONSTRAINT ck_tenants_slug_lower CHECK (slug = lower(slug))
) STRICT;

CREATE TABLE audit_events (
    tenant_id BLOB NOT NULL,
    sequence INTEGER NOT NULL CONSTRAINT ck_audit_events_sequence_range CHECK (sequence BETWEEN 1 AND 9007199254740992),
    id BLOB NOT NULL,
    happened_at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CONSTRAINT ck_audit_events_actor_kind_known CHECK (actor_kind = 'user' OR actor_kind = 'device' OR actor_kind = 'system'),
    actor_id BLOB,
    action TEXT NOT NULL CONSTRAINT ck_audit_events_action_length CHECK (length(action) BETWEEN 1 AND 100),
    object_kind TEXT NOT NULL CONSTRAINT ck_audit_events_object_kind_length CHECK (length(object_kind) BETWEEN 1 AND 60),
    object_id BLOB,
    result TEXT NOT NULL CONSTRAINT ck_audit_events_result_known CHECK (result = 'started' OR result = 'completed' OR result = 'failed' OR result = 'denied'),
    details TEXT NOT NULL,
    address TEXT NOT NULL CONSTRAINT ck_audit_events_address_length CHECK (length(address) BETWEEN 0 AND 100),
    request_id TEXT NOT NULL CONSTRAINT ck_audit_events_request_id_length CHECK (length(request_id) BETWEEN 0 AND 100),
    previous_hash BLOB NOT NULL CONSTRAINT ck_audit_events_previous_hash_length CHECK (length(previous_hash) = 32),
    hash BLOB NOT NULL CONSTRAINT ck_audit_events_hash_length CHECK (length(hash) = 32),
    CONSTRAINT pk_audit_events PRIMARY KEY (tenant_id, sequence),
    CONSTRAINT uq_audit_events_tenant_id_id UNIQUE (tenant_id, id),
    CONSTRAINT fk_audit_events_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE catalogue_revisions (
    tenant_id BLOB NOT NULL,
    revision INTEGER NOT NULL CONSTRAINT ck_catalogue_revisions_revision_range CHECK (revision BETWEEN 0 AND 9007199254740992),
    CONSTRAINT pk_catalogue_revisions PRIMARY KEY (tenant_id),
    CONSTRAINT fk_catalogue_revisions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE consent_withdrawals (
    tenant_id BLOB NOT NULL,
    consent_id BLOB NOT NULL,
    withdrawn_at INTEGER NOT NULL,
    CONSTRAINT pk_consent_withdrawals PRIMARY KEY (tenant_id, consent_id),
    CONSTRAINT fk_consent_withdrawals_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE custom_roles (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_custom_roles_name_length CHECK (length(name) BETWEEN 1 AND 100),
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_custom_roles PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_custom_roles_tenant_id_name UNIQUE (tenant_id, name),
    CONSTRAINT fk_custom_roles_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE outbox (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL CONSTRAINT ck_outbox_topic_length CHECK (length(topic) BETWEEN 1 AND 100),
    aggregate_id BLOB NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_outbox_status_known CHECK (status = 'pending' OR status = 'acknowledged' OR status = 'quarantined'),
    attempts INTEGER NOT NULL CONSTRAINT ck_outbox_attempts_range CHECK (attempts BETWEEN 0 AND 1000000),
    due_at INTEGER,
    reason TEXT NOT NULL CONSTRAINT ck_outbox_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_outbox PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_outbox_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_outbox_due ON outbox (tenant_id, status, id);

CREATE INDEX ix_outbox_order ON outbox (tenant_id, aggregate_id, status, id);

CREATE TABLE page_templates (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    slug TEXT NOT NULL CONSTRAINT ck_page_templates_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    name TEXT NOT NULL CONSTRAINT ck_page_templates_name_length CHECK (length(name) BETWEEN 1 AND 200),
    newest_version INTEGER NOT NULL CONSTRAINT ck_page_templates_newest_version_range CHECK (newest_version BETWEEN 1 AND 1000000),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_page_templates PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_page_templates_tenant_id_slug UNIQUE (tenant_id, slug),
    CONSTRAINT fk_page_templates_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE platform_connections (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    platform TEXT NOT NULL CONSTRAINT ck_platform_connections_platform_known CHECK (platform = 'shopify' OR platform = 'woocommerce' OR platform = 'magento' OR platform = 'bigcommerce'),
    shop TEXT NOT NULL CONSTRAINT ck_platform_connections_shop_length CHECK (length(shop) BETWEEN 1 AND 255),
    name TEXT NOT NULL CONSTRAINT ck_platform_connections_name_length CHECK (length(name) BETWEEN 1 AND 200),
    secret_reference TEXT NOT NULL CONSTRAINT ck_platform_connections_secret_reference_length CHECK (length(secret_reference) BETWEEN 1 AND 200),
    status TEXT NOT NULL CONSTRAINT ck_platform_connections_status_known CHECK (status = 'active' OR status = 'paused' OR status = 'needs_owner'),
    policy TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_platform_connections PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_platform_connections_secret_by_reference CHECK (secret_reference LIKE 'secret:%'),
    CONSTRAINT uq_platform_connections_tenant_id_platform_shop UNIQUE (tenant_id, platform, shop),
    CONSTRAINT fk_platform_connections_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE products (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL CONSTRAINT ck_products_code_length CHECK (length(code) BETWEEN 1 AND 120),
    name TEXT NOT NULL CONSTRAINT ck_products_name_length CHECK (length(name) BETWEEN 1 AND 200),
    brand TEXT NOT NULL CONSTRAINT ck_products_brand_length CHECK (length(brand) BETWEEN 1 AND 120),
    description TEXT NOT NULL CONSTRAINT ck_products_description_length CHECK (length(description) BETWEEN 0 AND 20000),
    gender TEXT NOT NULL CONSTRAINT ck_products_gender_known CHECK (gender = 'women' OR gender = 'men' OR gender = 'unisex' OR gender = 'kids'),
    status TEXT NOT NULL CONSTRAINT ck_products_status_known CHECK (status = 'draft' OR status = 'published' OR status = 'archived'),
    position INTEGER NOT NULL CONSTRAINT ck_products_position_range CHECK (position BETWEEN -9007199254740992 AND 9007199254740992),
    options TEXT NOT NULL,
    images TEXT NOT NULL,
    content_hash BLOB NOT NULL CONSTRAINT ck_products_content_hash_length CHECK (length(content_hash) = 16),
    revision INTEGER NOT NULL CONSTRAINT ck_products_revision_range CHECK (revision BETWEEN 1 AND 9007199254740992),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_products_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_products_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_products_shop_order ON products (tenant_id, status, position, id);

CREATE INDEX ix_products_tenant_id_revision ON products (tenant_id, revision);

CREATE TABLE regions (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_regions_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT pk_regions PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_regions_tenant_id_name UNIQUE (tenant_id, name),
    CONSTRAINT fk_regions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE users (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    email TEXT NOT NULL CONSTRAINT ck_users_email_length CHECK (length(email) BETWEEN 3 AND 254),
    display_name TEXT NOT NULL CONSTRAINT ck_users_display_name_length CHECK (length(display_name) BETWEEN 1 AND 200),
    status TEXT NOT NULL CONSTRAINT ck_users_status_known CHECK (status = 'invited' OR status = 'active' OR status = 'disabled'),
    password_hash TEXT CONSTRAINT ck_users_password_hash_length CHECK (length(password_hash) BETWEEN 1 AND 500),
    epoch INTEGER NOT NULL CONSTRAINT ck_users_epoch_range CHECK (epoch BETWEEN 0 AND 9007199254740992),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_users_email_lower CHECK (email = lower(email)),
    CONSTRAINT uq_users_tenant_id_email UNIQUE (tenant_id, email),
    CONSTRAINT fk_users_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE frame_specs (
    tenant_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    size TEXT NOT NULL CONSTRAINT ck_frame_specs_size_length CHECK (length(size) BETWEEN 1 AND 40),
    position INTEGER NOT NULL CONSTRAINT ck_frame_specs_position_range CHECK (position BETWEEN 0 AND 1000),
    shape TEXT NOT NULL CONSTRAINT ck_frame_specs_shape_known CHECK (shape = 'round' OR shape = 'panto' OR shape = 'oval' OR shape = 'rectangle' OR shape = 'square' OR shape = 'wayfarer' OR shape = 'aviator' OR shape = 'cat_eye' OR shape = 'browline' OR shape = 'hexagonal' OR shape = 'butterfly'),
    lens_width_mm REAL NOT NULL CONSTRAINT ck_frame_specs_lens_width_mm_range CHECK (lens_width_mm BETWEEN 10 AND 100),
    lens_height_mm REAL NOT NULL CONSTRAINT ck_frame_specs_lens_height_mm_range CHECK (lens_height_mm BETWEEN 10 AND 100),
    bridge_mm REAL NOT NULL CONSTRAINT ck_frame_specs_bridge_mm_range CHECK (bridge_mm BETWEEN 5 AND 40),
    temple_mm REAL NOT NULL CONSTRAINT ck_frame_specs_temple_mm_range CHECK (temple_mm BETWEEN 50 AND 220),
    rim TEXT NOT NULL CONSTRAINT ck_frame_specs_rim_known CHECK (rim = 'full' OR rim = 'half' OR rim = 'rimless'),
    rim_thickness_mm REAL NOT NULL CONSTRAINT ck_frame_specs_rim_thickness_mm_range CHECK (rim_thickness_mm BETWEEN 0 AND 30),
    rim_depth_mm REAL NOT NULL CONSTRAINT ck_frame_specs_rim_depth_mm_range CHECK (rim_depth_mm BETWEEN 0 AND 30),
    wrap_deg REAL NOT NULL CONSTRAINT ck_frame_specs_wrap_deg_range CHECK (wrap_deg BETWEEN -10 AND 45),
    pantoscopic_deg REAL NOT NULL CONSTRAINT ck_frame_specs_pantoscopic_deg_range CHECK (pantoscopic_deg BETWEEN -20 AND 45),
    end_piece_mm REAL NOT NULL CONSTRAINT ck_frame_specs_end_piece_mm_range CHECK (end_piece_mm BETWEEN 0 AND 30),
    has_nose_pads INTEGER NOT NULL,
    CONSTRAINT pk_frame_specs PRIMARY KEY (tenant_id, product_id, size),
    CONSTRAINT ck_frame_specs_has_nose_pads_flag CHECK (has_nose_pads IN (0, 1)),
    CONSTRAINT fk_frame_specs_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_frame_specs_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE role_permissions (
    tenant_id BLOB NOT NULL,
    role_id BLOB NOT NULL,
    permission TEXT NOT NULL CONSTRAINT ck_role_permissions_permission_length CHECK (length(permission) BETWEEN 1 AND 100),
    CONSTRAINT pk_role_permissions PRIMARY KEY (tenant_id, role_id, permission),
    CONSTRAINT fk_role_permissions_tenant_id_role_id FOREIGN KEY(tenant_id, role_id) REFERENCES custom_roles (tenant_id, id),
    CONSTRAINT fk_role_permissions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE stores (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    region_id BLOB,
    code TEXT NOT NULL CONSTRAINT ck_stores_code_length CHECK (length(code) BETWEEN 1 AND 40),
    name TEXT NOT NULL CONSTRAINT ck_stores_name_length CHECK (length(name) BETWEEN 1 AND 200),
    time_zone TEXT NOT NULL CONSTRAINT ck_stores_time_zone_length CHECK (length(time_zone) BETWEEN 1 AND 64),
    country TEXT NOT NULL CONSTRAINT ck_stores_country_length CHECK (length(country) = 2),
    status TEXT NOT NULL CONSTRAINT ck_stores_status_known CHECK (status = 'open' OR status = 'archived'),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_stores PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_stores_tenant_id_region_id FOREIGN KEY(tenant_id, region_id) REFERENCES regions (tenant_id, id),
    CONSTRAINT uq_stores_tenant_id_code UNIQUE (tenant_id, code),
    CONSTRAINT fk_stores_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_stores_tenant_id_region_id ON stores (tenant_id, region_id);

CREATE TABLE sync_cursors (
    tenant_id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    stream TEXT NOT NULL CONSTRAINT ck_sync_cursors_stream_length CHECK (length(stream) BETWEEN 1 AND 100),
    position TEXT NOT NULL CONSTRAINT ck_sync_cursors_position_length CHECK (length(position) BETWEEN 0 AND 4000),
    moved_at INTEGER NOT NULL,
    CONSTRAINT pk_sync_cursors PRIMARY KEY (tenant_id, connection_id, stream),
    CONSTRAINT fk_sync_cursors_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT fk_sync_cursors_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE template_versions (
    tenant_id BLOB NOT NULL,
    template_id BLOB NOT NULL,
    number INTEGER NOT NULL CONSTRAINT ck_template_versions_number_range CHECK (number BETWEEN 1 AND 1000000),
    source TEXT NOT NULL CONSTRAINT ck_template_versions_source_length CHECK (length(source) <= 65536),
    settings_schema TEXT NOT NULL,
    author_id BLOB,
    written_at INTEGER NOT NULL,
    CONSTRAINT pk_template_versions PRIMARY KEY (tenant_id, template_id, number),
    CONSTRAINT fk_template_versions_tenant_id_template_id FOREIGN KEY(tenant_id, template_id) REFERENCES page_templates (tenant_id, id),
    CONSTRAINT fk_template_versions_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_template_versions_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE TABLE webhook_inbox (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    connection_id BLOB NOT NULL,
    dedupe_key TEXT NOT NULL CONSTRAINT ck_webhook_inbox_dedupe_key_length CHECK (length(dedupe_key) BETWEEN 1 AND 300),
    topic TEXT NOT NULL CONSTRAINT ck_webhook_inbox_topic_length CHECK (length(topic) BETWEEN 1 AND 200),
    body BLOB NOT NULL CONSTRAINT ck_webhook_inbox_body_length CHECK (length(body) <= 10485760),
    received_at INTEGER NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_webhook_inbox_status_known CHECK (status = 'pending' OR status = 'done' OR status = 'ignored' OR status = 'dead'),
    attempts INTEGER NOT NULL CONSTRAINT ck_webhook_inbox_attempts_range CHECK (attempts BETWEEN 0 AND 1000000),
    due_at INTEGER,
    reason TEXT NOT NULL CONSTRAINT ck_webhook_inbox_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_webhook_inbox PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_webhook_inbox_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES platform_connections (tenant_id, id),
    CONSTRAINT uq_webhook_inbox_tenant_id_connection_id_dedupe_key UNIQUE (tenant_id, connection_id, dedupe_key),
    CONSTRAINT fk_webhook_inbox_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_webhook_inbox_due ON webhook_inbox (tenant_id, status, due_at, id);

CREATE TABLE devices (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_devices_name_length CHECK (length(name) BETWEEN 1 AND 100),
    status TEXT NOT NULL CONSTRAINT ck_devices_status_known CHECK (status = 'pending' OR status = 'active' OR status = 'revoked'),
    key_thumbprint TEXT CONSTRAINT ck_devices_key_thumbprint_length CHECK (length(key_thumbprint) BETWEEN 1 AND 64),
    public_key TEXT CONSTRAINT ck_devices_public_key_length CHECK (length(public_key) BETWEEN 1 AND 2000),
    epoch INTEGER NOT NULL CONSTRAINT ck_devices_epoch_range CHECK (epoch BETWEEN 0 AND 9007199254740992),
    enrolled_at INTEGER,
    last_seen_at INTEGER,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_devices PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_devices_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT uq_devices_tenant_id_key_thumbprint UNIQUE (tenant_id, key_thumbprint),
    CONSTRAINT fk_devices_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_devices_tenant_id_store_id ON devices (tenant_id, store_id);

CREATE TABLE generated_stores (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL CONSTRAINT ck_generated_stores_name_length CHECK (length(name) BETWEEN 1 AND 200),
    template_id BLOB NOT NULL,
    template_version INTEGER NOT NULL CONSTRAINT ck_generated_stores_template_version_range CHECK (template_version BETWEEN 1 AND 1000000),
    settings TEXT NOT NULL,
    status TEXT NOT NULL CONSTRAINT ck_generated_stores_status_known CHECK (status = 'started' OR status = 'completed' OR status = 'failed'),
    author_id BLOB,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    page_count INTEGER NOT NULL CONSTRAINT ck_generated_stores_page_count_range CHECK (page_count BETWEEN 0 AND 1000000000),
    reason TEXT NOT NULL CONSTRAINT ck_generated_stores_reason_length CHECK (length(reason) BETWEEN 0 AND 1000),
    CONSTRAINT pk_generated_stores PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_generated_stores_tenant_id_template_id_template_version FOREIGN KEY(tenant_id, template_id, template_version) REFERENCES template_versions (tenant_id, template_id, number),
    CONSTRAINT fk_generated_stores_tenant_id_author_id FOREIGN KEY(tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_generated_stores_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_generated_stores_tenant_id_template_id ON generated_stores (tenant_id, template_id);

CREATE TABLE grants (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    built_in_role TEXT CONSTRAINT ck_grants_built_in_role_known CHECK (built_in_role = 'platform_admin' OR built_in_role = 'tenant_owner' OR built_in_role = 'regional_manager' OR built_in_role = 'store_manager' OR built_in_role = 'optician' OR built_in_role = 'sales_staff' OR built_in_role = 'auditor' OR built_in_role = 'kiosk_device'),
    custom_role_id BLOB,
    scope TEXT NOT NULL CONSTRAINT ck_grants_scope_known CHECK (scope = 'platform' OR scope = 'tenant' OR scope = 'region' OR scope = 'store'),
    region_id BLOB,
    store_id BLOB,
    not_after INTEGER,
    reason TEXT NOT NULL CONSTRAINT ck_grants_reason_length CHECK (length(reason) BETWEEN 0 AND 500),
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_grants PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_user_id FOREIGN KEY(tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_custom_role_id FOREIGN KEY(tenant_id, custom_role_id) REFERENCES custom_roles (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_region_id FOREIGN KEY(tenant_id, region_id) REFERENCES regions (tenant_id, id),
    CONSTRAINT fk_grants_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT ck_grants_one_role CHECK ((built_in_role IS NULL) <> (custom_role_id IS NULL)),
    CONSTRAINT ck_grants_region_scope CHECK ((scope = 'region') = (region_id IS NOT NULL)),
    CONSTRAINT ck_grants_store_scope CHECK ((scope = 'store') = (store_id IS NOT NULL)),
    CONSTRAINT fk_grants_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_grants_tenant_id_custom_role_id ON grants (tenant_id, custom_role_id);

CREATE INDEX ix_grants_tenant_id_user_id ON grants (tenant_id, user_id);

CREATE TABLE models_3d (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    size TEXT CONSTRAINT ck_models_3d_size_length CHECK (length(size) BETWEEN 1 AND 40),
    sha256 BLOB NOT NULL CONSTRAINT ck_models_3d_sha256_length CHECK (length(sha256) = 32),
    byte_count INTEGER NOT NULL CONSTRAINT ck_models_3d_byte_count_range CHECK (byte_count BETWEEN 1 AND 1000000000),
    origin TEXT NOT NULL CONSTRAINT ck_models_3d_origin_known CHECK (origin = 'supplier' OR origin = 'generated'),
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_models_3d PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_models_3d_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_models_3d_tenant_id_product_id_size FOREIGN KEY(tenant_id, product_id, size) REFERENCES frame_specs (tenant_id, product_id, size),
    CONSTRAINT fk_models_3d_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_models_3d_tenant_id_product_id ON models_3d (tenant_id, product_id);

CREATE TABLE variants (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    sku TEXT NOT NULL CONSTRAINT ck_variants_sku_length CHECK (length(sku) BETWEEN 1 AND 120),
    gtin TEXT CONSTRAINT ck_variants_gtin_length CHECK (length(gtin) BETWEEN 8 AND 14),
    colour TEXT NOT NULL CONSTRAINT ck_variants_colour_length CHECK (length(colour) BETWEEN 1 AND 80),
    colour_family TEXT CONSTRAINT ck_variants_colour_family_known CHECK (colour_family = 'black' OR colour_family = 'grey' OR colour_family = 'white' OR colour_family = 'crystal' OR colour_family = 'tortoise' OR colour_family = 'brown' OR colour_family = 'gold' OR colour_family = 'silver' OR colour_family = 'red' OR colour_family = 'pink' OR colour_family = 'orange' OR colour_family = 'yellow' OR colour_family = 'green' OR colour_family = 'blue' OR colour_family = 'purple'),
    facet_colour TEXT CONSTRAINT ck_variants_facet_colour_known CHECK (facet_colour = 'black' OR facet_colour = 'grey' OR facet_colour = 'white' OR facet_colour = 'crystal' OR facet_colour = 'tortoise' OR facet_colour = 'brown' OR facet_colour = 'gold' OR facet_colour = 'silver' OR facet_colour = 'red' OR facet_colour = 'pink' OR facet_colour = 'orange' OR facet_colour = 'yellow' OR facet_colour = 'green' OR facet_colour = 'blue' OR facet_colour = 'purple'),
    material TEXT CONSTRAINT ck_variants_material_known CHECK (material = 'acetate' OR material = 'metal'),
    facet_material TEXT CONSTRAINT ck_variants_facet_material_known CHECK (facet_material = 'acetate' OR facet_material = 'metal'),
    size TEXT CONSTRAINT ck_variants_size_length CHECK (length(size) BETWEEN 1 AND 40),
    finish TEXT,
    options TEXT NOT NULL,
    position INTEGER NOT NULL CONSTRAINT ck_variants_position_range CHECK (position BETWEEN 0 AND 100000),
    is_sold INTEGER NOT NULL,
    CONSTRAINT pk_variants PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_variants_is_sold_flag CHECK (is_sold IN (0, 1)),
    CONSTRAINT fk_variants_tenant_id_product_id FOREIGN KEY(tenant_id, product_id) REFERENCES products (tenant_id, id),
    CONSTRAINT fk_variants_tenant_id_product_id_size FOREIGN KEY(tenant_id, product_id, size) REFERENCES frame_specs (tenant_id, product_id, size),
    CONSTRAINT uq_variants_tenant_id_sku UNIQUE (tenant_id, sku),
    CONSTRAINT fk_variants_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_variants_tenant_id_gtin ON variants (tenant_id, gtin) WHERE gtin IS NOT NULL;

CREATE INDEX ix_variants_tenant_id_product_id ON variants (tenant_id, product_id);

CREATE TABLE consents (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    purpose TEXT NOT NULL CONSTRAINT ck_consents_purpose_known CHECK (purpose = 'analyse_face' OR purpose = 'keep_measurements' OR purpose = 'keep_favourites'),
    decision TEXT NOT NULL CONSTRAINT ck_consents_decision_known CHECK (decision = 'granted' OR decision = 'declined'),
    text_version TEXT NOT NULL CONSTRAINT ck_consents_text_version_length CHECK (length(text_version) BETWEEN 1 AND 40),
    text_sha256 BLOB NOT NULL CONSTRAINT ck_consents_text_sha256_length CHECK (length(text_sha256) = 32),
    locale TEXT NOT NULL CONSTRAINT ck_consents_locale_length CHECK (length(locale) BETWEEN 1 AND 35),
    decided_at INTEGER NOT NULL,
    expires_at INTEGER,
    store_id BLOB,
    device_id BLOB,
    CONSTRAINT pk_consents PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_consents_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_consents_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT uq_consents_tenant_id_id_purpose_subject_id_decision UNIQUE (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_consents_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_consents_tenant_id_subject_id ON consents (tenant_id, subject_id);

CREATE TABLE external_references (
    tenant_id BLOB NOT NULL,
    platform TEXT NOT NULL CONSTRAINT ck_external_references_platform_known CHECK (platform = 'shopify' OR platform = 'woocommerce' OR platform = 'magento' OR platform = 'bigcommerce'),
    shop TEXT NOT NULL CONSTRAINT ck_external_references_shop_length CHECK (length(shop) BETWEEN 1 AND 255),
    kind TEXT NOT NULL CONSTRAINT ck_external_references_kind_known CHECK (kind = 'product' OR kind = 'variant' OR kind = 'location'),
    external_id TEXT NOT NULL CONSTRAINT ck_external_references_external_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    product_id BLOB,
    variant_id BLOB,
    store_id BLOB,
    created_at INTEGER NOT NULL,
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
) STRICT;

CREATE INDEX ix_external_references_tenant_id_product_id ON external_references (tenant_id, product_id);

CREATE INDEX ix_external_references_tenant_id_variant_id ON external_references (tenant_id, variant_id);

CREATE TABLE prices (
    tenant_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CONSTRAINT ck_prices_amount_minor_range CHECK (amount_minor BETWEEN 0 AND 1000000000000),
    list_amount_minor INTEGER CONSTRAINT ck_prices_list_amount_minor_range CHECK (list_amount_minor BETWEEN 0 AND 1000000000000),
    position INTEGER NOT NULL CONSTRAINT ck_prices_position_range CHECK (position BETWEEN 0 AND 1000),
    CONSTRAINT pk_prices PRIMARY KEY (tenant_id, variant_id, currency),
    CONSTRAINT ck_prices_currency_iso CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    CONSTRAINT fk_prices_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_prices_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE settings (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    "key" TEXT NOT NULL CONSTRAINT ck_settings_key_length CHECK (length(key) BETWEEN 1 AND 100),
    store_id BLOB,
    device_id BLOB,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_settings_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_settings_tenant_id_device_id FOREIGN KEY(tenant_id, device_id) REFERENCES devices (tenant_id, id),
    CONSTRAINT ck_settings_one_place CHECK (store_id IS NULL OR device_id IS NULL),
    CONSTRAINT fk_settings_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE UNIQUE INDEX uq_settings_of_device ON settings (tenant_id, "key", device_id) WHERE device_id IS NOT NULL;

CREATE UNIQUE INDEX uq_settings_of_store ON settings (tenant_id, "key", store_id) WHERE store_id IS NOT NULL;

CREATE UNIQUE INDEX uq_settings_of_tenant ON settings (tenant_id, "key") WHERE store_id IS NULL AND device_id IS NULL;

CREATE TABLE stock_levels (
    tenant_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    on_hand INTEGER NOT NULL CONSTRAINT ck_stock_levels_on_hand_range CHECK (on_hand BETWEEN -1000000000 AND 1000000000),
    updated_at INTEGER NOT NULL,
    CONSTRAINT pk_stock_levels PRIMARY KEY (tenant_id, variant_id, store_id),
    CONSTRAINT fk_stock_levels_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_stock_levels_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_stock_levels_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE stock_movements (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    store_id BLOB NOT NULL,
    delta INTEGER NOT NULL CONSTRAINT ck_stock_movements_delta_range CHECK (delta BETWEEN -1000000 AND 1000000),
    reason TEXT NOT NULL CONSTRAINT ck_stock_movements_reason_known CHECK (reason = 'sale' OR reason = 'return' OR reason = 'delivery' OR reason = 'transfer' OR reason = 'count' OR reason = 'correction' OR reason = 'platform'),
    actor_id BLOB,
    moved_at INTEGER NOT NULL,
    CONSTRAINT pk_stock_movements PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_stock_movements_delta_moves CHECK (delta <> 0),
    CONSTRAINT fk_stock_movements_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT fk_stock_movements_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES stores (tenant_id, id),
    CONSTRAINT fk_stock_movements_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_stock_movements_tenant_id_variant_id ON stock_movements (tenant_id, variant_id, id);

CREATE TABLE favourites (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    consent_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    variant_id BLOB NOT NULL,
    chosen_at INTEGER NOT NULL,
    CONSTRAINT pk_favourites PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_favourites_purpose_named CHECK (purpose = 'keep_favourites'),
    CONSTRAINT ck_favourites_decision_granted CHECK (decision = 'granted'),
    CONSTRAINT fk_favourites_consent FOREIGN KEY(tenant_id, consent_id, purpose, subject_id, decision) REFERENCES consents (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_favourites_tenant_id_variant_id FOREIGN KEY(tenant_id, variant_id) REFERENCES variants (tenant_id, id),
    CONSTRAINT uq_favourites_tenant_id_subject_id_variant_id UNIQUE (tenant_id, subject_id, variant_id),
    CONSTRAINT fk_favourites_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_favourites_tenant_id_consent_id ON favourites (tenant_id, consent_id);

CREATE TABLE measurements (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    consent_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    pd_mm REAL NOT NULL,
    pd_low_mm REAL NOT NULL,
    pd_high_mm REAL NOT NULL,
    near_pd_mm REAL NOT NULL,
    near_pd_low_mm REAL NOT NULL,
    near_pd_high_mm REAL NOT NULL,
    face_width_mm REAL NOT NULL,
    face_width_low_mm REAL NOT NULL,
    face_width_high_mm REAL NOT NULL,
    bridge_width_mm REAL NOT NULL,
    bridge_width_low_mm REAL NOT NULL,
    bridge_width_high_mm REAL NOT NULL,
    taken_at INTEGER NOT NULL,
    CONSTRAINT pk_measurements PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_measurements_purpose_named CHECK (purpose = 'keep_measurements'),
    CONSTRAINT ck_measurements_decision_granted CHECK (decision = 'granted'),
    CONSTRAINT ck_measurements_pd_interval CHECK (0 < pd_low_mm AND pd_low_mm <= pd_high_mm AND pd_high_mm < 1000),
    CONSTRAINT ck_measurements_near_pd_interval CHECK (0 < near_pd_low_mm AND near_pd_low_mm <= near_pd_high_mm AND near_pd_high_mm < 1000),
    CONSTRAINT ck_measurements_face_width_interval CHECK (0 < face_width_low_mm AND face_width_low_mm <= face_width_high_mm AND face_width_high_mm < 1000),
    CONSTRAINT ck_measurements_bridge_width_interval CHECK (0 < bridge_width_low_mm AND bridge_width_low_mm <= bridge_width_high_mm AND bridge_width_high_mm < 1000),
    CONSTRAINT fk_measurements_consent FOREIGN KEY(tenant_id, consent_id, purpose, subject_id, decision) REFERENCES consents (tenant_id, id, purpose, subject_id, decision),
    CONSTRAINT fk_measurements_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX ix_measurements_tenant_id_consent_id ON measurements (tenant_id, consent_id);

CREATE INDEX ix_measurements_tenant_id_subject_id ON measurements (tenant_id, subject_id);
