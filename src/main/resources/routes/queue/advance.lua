-- Moves the scan's cursor past rows of which none is to be migrated. KEYS: scan, near misses of the pass. ARGV: pass, cursor before, cursor
-- after, near misses ...
local scan = redis.call('HMGET', KEYS[1], 'pass', 'cursor')
if scan[1] ~= ARGV[1] or scan[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'cursor', ARGV[3])
note(KEYS[2], ARGV[1], 4)
return 1
