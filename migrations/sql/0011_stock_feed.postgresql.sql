ALTER TABLE change_log DROP CONSTRAINT ck_change_log_stream_known;

ALTER TABLE change_log ADD CONSTRAINT ck_change_log_stream_known CHECK (stream = 'catalogue' OR stream = 'prices' OR stream = 'rights' OR stream = 'settings' OR stream = 'stock');
