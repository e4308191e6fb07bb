-- The processes alive: time of the last sign of life in ms, status (empty when it is no text), id, and so on. KEYS: processes.
-- ARGV: prefix of a process's key, expiry in ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local alive = {}
local seen = redis.call('ZRANGEBYSCORE', KEYS[1], now - ARGV[2], '+inf', 'WITHSCORES')
for i = 1, #seen, 2 do
    local status = redis.pcall('GET', ARGV[1] .. seen[i])
    if status then
        alive[#alive + 1] = string.format('%.0f', seen[i + 1])
        alive[#alive + 1] = type(status) == 'string' and status or ''
        alive[#alive + 1] = seen[i]
    end
end
return alive
