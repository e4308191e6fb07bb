-- Counts rows that look as if they meant legacy objects, together with the move of the cursor past them. ARGV from an index on: form, rows,
-- samples, and so on; more than about twenty forms are counted together. What is no count, somebody else has put there.
local function failed(answer) return type(answer) == 'table' and answer.err end
local function noting(key, pass)
  if failed(redis.pcall('HSET', key, 'pass', pass)) then
    redis.call('DEL', key)
    redis.call('HSET', key, 'pass', pass)
  end
end
local function note(key, pass, from)
  if #ARGV < from then return end
  noting(key, pass)
  for i = from, #ARGV, 3 do
    local form = ARGV[i]
    if not redis.call('HGET', key, 'rows:' .. form) and #redis.call('HGETALL', key) > 4 * 20 then form = 'others' end
    if failed(redis.pcall('HINCRBY', key, 'rows:' .. form, ARGV[i + 1])) then
      redis.call('HSET', key, 'rows:' .. form, ARGV[i + 1])
    end
    if not redis.call('HGET', key, 'samples:' .. form) then redis.call('HSET', key, 'samples:' .. form, ARGV[i + 2]) end
  end
end
