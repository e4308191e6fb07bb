-- No trial waits for a row that the application holds, with others that it holds itself.
SET STATEMENT innodb_lock_wait_timeout = 0 FOR
UPDATE ${table} t SET t.${column} = ${stored} WHERE t.${key} = ? AND ${path} = ?
