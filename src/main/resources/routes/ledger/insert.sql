-- The first outcome of an attempt stands: a job delivered twice changes nothing.
INSERT IGNORE INTO ${ledger} (old_path, new_path, state, reason, detail, row_key) VALUES (?, ?, ?, ?, ?, ?)
