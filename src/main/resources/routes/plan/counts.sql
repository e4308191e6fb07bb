-- What the migration would have to do with, of a window. What is kept of a path is its end.
SELECT COUNT(*),
       COALESCE(SUM(LEFT(${path}, ?) = ?), 0),
       COALESCE(SUM(LEFT(${path}, ?) = ?), 0),
       COALESCE(SUM(t.${column} IS NULL OR OCTET_LENGTH(${path}) = 0), 0),
       COALESCE(SUM(LEFT(${path}, ?) <> ?
           AND (LOWER(LEFT(${path_text}, ?)) = LOWER(?) OR LEFT(${path}, ?) = ?)), 0),
       COALESCE(SUM(LEFT(${path}, ?) = ? AND (OCTET_LENGTH(${path}) > 1024
           OR OCTET_LENGTH(${kept}) > ? OR ${kept_length} > ?
           OR NOT CAST(${path_text} AS BINARY) <=> ${path})), 0)
FROM ${table} t ${by_key} WHERE ${window}
