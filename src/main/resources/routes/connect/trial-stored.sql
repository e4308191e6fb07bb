SELECT ${path} FROM ${table} t WHERE t.${key} = ?
