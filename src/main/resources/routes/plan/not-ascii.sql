-- Some paths with other characters than ASCII, as the bytes that they are and as the text that they are read as.
SELECT ${key_read}, CAST(t.${column} AS BINARY), ${path_text} FROM ${table} t ${by_key}
WHERE ${window} AND (${legacy} OR LEFT(CAST(t.${column} AS BINARY), ?) = ?) AND OCTET_LENGTH(${path}) > CHAR_LENGTH(t.${column})
ORDER BY t.${key}
LIMIT ?
