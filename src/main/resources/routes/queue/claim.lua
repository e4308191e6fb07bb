-- Takes the namespace for a migration; returns 0 when another holds it. It writes nothing when the migration holds it already: a Redis
-- whose memory is full would refuse. KEYS: migration. ARGV: identity, what an earlier version called it
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then return 1 end
if holder and holder ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1
