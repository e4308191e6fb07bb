SELECT ${path_text} FROM ${table} t WHERE ${near_miss} ORDER BY t.${key}
