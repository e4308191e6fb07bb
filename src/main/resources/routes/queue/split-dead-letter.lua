-- Puts the parts of a dead-lettered job back into the queue, once. KEYS: dead letters, jobs. ARGV: entry id, bodies ...
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
for i = 2, #ARGV do redis.call('XADD', KEYS[2], '*', 'body', ARGV[i]) end
return 1
