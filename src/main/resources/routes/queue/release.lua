-- Puts jobs whose time has come from those that wait for another try back into the queue. Returns how many.
-- KEYS: later, stream. ARGV: now (milliseconds), most jobs
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, body in ipairs(due) do
  redis.call('XADD', KEYS[2], '*', 'body', body)
  redis.call('ZREM', KEYS[1], body)
end
return #due
