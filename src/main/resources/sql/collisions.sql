-- Rows whose object would be copied to the key of another object: of the table itself, or of one copied before.
INSERT IGNORE INTO ${ledger} (row_key, old_path, new_path, state, reason, detail)
SELECT t.${key}, ${path_text}, CONCAT(?, SUBSTRING_INDEX(${path_text}, '/', -1)), 'FAILED', 'KEY_COLLISION',
       LEFT(CONCAT(c.first_path, ' and ', c.last_path, ' map to the same key'), 1024)
FROM ${table} t
JOIN (SELECT name, CONVERT(MIN(path) USING utf8mb4) first_path, CONVERT(MAX(path) USING utf8mb4) last_path
      FROM (SELECT ${path} path, SUBSTRING_INDEX(${path}, '/', -1) name FROM ${table} t WHERE LEFT(${path}, ?) = ?
            UNION ALL
            SELECT CAST(old_path AS BINARY), SUBSTRING_INDEX(CAST(old_path AS BINARY), '/', -1)
            FROM ${ledger} WHERE state IN ('COPIED', 'APPLIED')) paths
      GROUP BY name
      HAVING MIN(path) <> MAX(path)) c ON c.name = SUBSTRING_INDEX(${path}, '/', -1)
WHERE LEFT(${path}, ?) = ?
