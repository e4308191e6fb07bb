-- A sign of life of one process, and what it did since the last one. KEYS: process, processes, counters.
-- ARGV: id, status, expiry in ms, rows copied, failed, applied
-- What another has put into the place of the last two cannot be added to: it can be lost, and is replaced.
local function add(key, ...)
    local answer = redis.pcall(...)
    if type(answer) == 'table' and answer.err then
        redis.call('DEL', key)
        redis.call(...)
    end
end
local time = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
add(KEYS[2], 'ZREMRANGEBYSCORE', KEYS[2], '-inf', time[1] * 1000 - ARGV[3])
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
for i, name in ipairs({'copied', 'failed', 'applied'}) do
    if ARGV[i + 3] ~= '0' then add(KEYS[3], 'HINCRBY', KEYS[3], name, ARGV[i + 3]) end
end
return 1
