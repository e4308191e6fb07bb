-- Counts rows that look as if they meant legacy objects, together with the move of the cursor past them. ARGV from an index on: form, rows,
-- samples, and so on; more than about twenty forms are counted together
local function note(key, pass, from)
  if #ARGV < from then return end
  redis.call('HSET', key, 'pass', pass)
  for i = from, #ARGV, 3 do
    local form = ARGV[i]
    if not redis.call('HGET', key, 'rows:' .. form) and #redis.call('HGETALL', key) > 4 * 20 then form = 'others' end
    redis.call('HINCRBY', key, 'rows:' .. form, ARGV[i + 1])
    if not redis.call('HGET', key, 'samples:' .. form) then redis.call('HSET', key, 'samples:' .. form, ARGV[i + 2]) end
  end
end
