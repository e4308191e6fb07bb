-- Rows whose objects have the same last path segment and would be copied to one key.
SELECT COALESCE(SUM(row_count), 0)
FROM (SELECT COUNT(*) row_count FROM ${table} t WHERE LEFT(${path}, ?) = ?
      GROUP BY SUBSTRING_INDEX(${path}, '/', -1)
      HAVING MIN(${path}) <> MAX(${path})) colliding
