-- Marks the pass as having reached the end of the table. KEYS: scan, near misses of the pass. ARGV: pass, cursor, near misses ...
local scan = redis.call('HMGET', KEYS[1], 'pass', 'cursor', 'complete')
if scan[1] ~= ARGV[1] or scan[2] ~= ARGV[2] or scan[3] == '1' then return 0 end
redis.call('HSET', KEYS[1], 'complete', 1)
noting(KEYS[2], ARGV[1])
note(KEYS[2], ARGV[1], 3)
return 1
