-- Marks the pass as having reached the end of the table. KEYS: scan. ARGV: pass, cursor
local scan = redis.call('HMGET', KEYS[1], 'pass', 'cursor')
if scan[1] ~= ARGV[1] or scan[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'complete', 1)
return 1
