-- Some paths that look like those to migrate and are not under the prefix.
SELECT ${key_read}, ${path_text} FROM ${table} t ${by_key}
WHERE ${window} AND LEFT(${path}, ?) <> ? AND (LOWER(LEFT(${path_text}, ?)) = LOWER(?) OR LEFT(${path}, ?) = ?)
ORDER BY t.${key}
LIMIT ?
