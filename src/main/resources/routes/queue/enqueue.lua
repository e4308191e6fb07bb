-- Adds a job and moves the scan's cursor past it in one step, so that a page is queued once, even with two producers or
-- a crash between. Returns 1 queued, 0 queue full, -1 the cursor is not where the caller believes.
-- While the operator has paused the migration, the queue counts as full.
-- Jobs that wait for another try count as outstanding.
-- KEYS: stream, scan, control, later, near misses of the pass. ARGV: pass, cursor before, cursor after, rows, most jobs outstanding, body,
-- near misses before the last row of the job ...
local scan = redis.call('HMGET', KEYS[2], 'pass', 'cursor')
if scan[1] ~= ARGV[1] or scan[2] ~= ARGV[2] then return -1 end
if redis.call('GET', KEYS[3]) == 'paused' then return 0 end
if redis.call('XLEN', KEYS[1]) + redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[5]) then return 0 end
redis.call('XADD', KEYS[1], '*', 'body', ARGV[6])
redis.call('HINCRBY', KEYS[2], 'sequence', 1)
redis.call('HINCRBY', KEYS[2], 'rows', ARGV[4])
redis.call('HSET', KEYS[2], 'cursor', ARGV[3])
note(KEYS[5], ARGV[1], 7)
return 1
