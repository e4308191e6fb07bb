-- Some paths that look like those to migrate and are not under the prefix.
SELECT ${path_text} FROM ${table} t
WHERE LEFT(${path}, ?) <> ? AND (LOWER(LEFT(${path_text}, ?)) = LOWER(?) OR LEFT(${path}, ?) = ?)
LIMIT 5
