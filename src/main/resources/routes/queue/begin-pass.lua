-- Starts the pass after the given one, unless another process did. KEYS: scan, near misses of even passes, of odd passes.
-- ARGV: pass that is over ('' for none)
if (redis.call('HGET', KEYS[1], 'pass') or '') ~= ARGV[1] then return 0 end
local pass = (tonumber(ARGV[1]) or 0) + 1
redis.call('DEL', KEYS[1], KEYS[2 + pass % 2])
if pass == 1 then redis.call('DEL', KEYS[2], KEYS[3]) end
redis.call('HSET', KEYS[1], 'pass', pass, 'cursor', '', 'sequence', 0, 'rows', 0, 'complete', 0)
return 1
