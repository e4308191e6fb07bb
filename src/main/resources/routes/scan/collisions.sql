-- Rows that the scan would find, but whose object would be copied to the key of another object: of the table itself, or of
-- one copied before. The outcome of an attempt that is recorded meanwhile stands: the number of attempts has changed then.
INSERT INTO ${ledger} (row_key, old_path, new_path, state, reason, detail, attempts)
SELECT t.${key}, ${path_text}, LEFT(CONCAT(?, SUBSTRING_INDEX(${path_text}, '/', -1)), 1024), 'FAILED', 'KEY_COLLISION',
       CONCAT(LEFT(c.first_path, 490), ' and ', LEFT(c.last_path, 490), ' map to the same key'), COALESCE(l.attempts, 0) + 1
FROM ${table} t
JOIN (SELECT name, CONVERT(MIN(path) USING utf8mb4) first_path, CONVERT(MAX(path) USING utf8mb4) last_path
      FROM (SELECT ${path} path, SUBSTRING_INDEX(${path}, '/', -1) name
            FROM ${table} t WHERE LEFT(${path}, ?) = ? AND LENGTH(${path}) <= 1024 AND ${path_valid}
            UNION ALL
            SELECT CAST(old_path AS BINARY), SUBSTRING_INDEX(CAST(old_path AS BINARY), '/', -1)
            FROM ${ledger} WHERE state <> 'FAILED') paths
      GROUP BY name
      HAVING MIN(path) <> MAX(path)) c ON c.name = SUBSTRING_INDEX(${path}, '/', -1)
LEFT JOIN ${ledger} l ON l.row_key = t.${key}
WHERE LEFT(${path}, ?) = ? AND LENGTH(${path}) <= 1024 AND ${path_valid}
  AND (l.row_key IS NULL
       OR l.state IN ('APPLIED', 'SUPERSEDED')
       OR (l.state = 'FAILED' AND l.retry)
       OR NOT CAST(l.old_path AS BINARY) = ${path})
ON DUPLICATE KEY UPDATE
    old_path = IF(${ledger}.attempts + 1 = VALUES(attempts), VALUES(old_path), ${ledger}.old_path),
    new_path = IF(${ledger}.attempts + 1 = VALUES(attempts), VALUES(new_path), ${ledger}.new_path),
    state = IF(${ledger}.attempts + 1 = VALUES(attempts), VALUES(state), ${ledger}.state),
    reason = IF(${ledger}.attempts + 1 = VALUES(attempts), VALUES(reason), ${ledger}.reason),
    detail = IF(${ledger}.attempts + 1 = VALUES(attempts), VALUES(detail), ${ledger}.detail),
    retry = IF(${ledger}.attempts + 1 = VALUES(attempts), FALSE, ${ledger}.retry),
    attempts = GREATEST(${ledger}.attempts, VALUES(attempts))
