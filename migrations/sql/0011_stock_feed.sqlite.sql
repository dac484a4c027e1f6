CREATE TABLE change_log_wider (
    tenant_id BLOB NOT NULL,
    stream TEXT NOT NULL CONSTRAINT ck_change_log_stream_known CHECK (stream = 'catalogue' OR stream = 'prices' OR stream = 'rights' OR stream = 'settings' OR stream = 'stock'),
    object_id BLOB NOT NULL,
    position INTEGER NOT NULL CONSTRAINT ck_change_log_position_range CHECK (position BETWEEN 1 AND 9007199254740992),
    CONSTRAINT pk_change_log PRIMARY KEY (tenant_id, stream, object_id),
    CONSTRAINT fk_change_log_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)
 WITHOUT ROWID,
 STRICT;

INSERT INTO change_log_wider SELECT * FROM change_log;

DROP TABLE change_log;

ALTER TABLE change_log_wider RENAME TO change_log;

CREATE INDEX ix_change_log_position ON change_log (tenant_id, stream, position);
