-- Jobs queued, in flight and waiting for another try, at one moment: a job that goes from one to the other is not missed.
-- KEYS: stream, later
return redis.call('XLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2])
