UPDATE ${table} t SET t.${column} = ? WHERE t.${key} = ? AND ${path} = ?
