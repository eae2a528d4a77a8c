#!lua
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its epoch, 3 the cursor from which its log is read from the beginning.
-- Returns 1 if writers register here and nothing was ever read of the source, so that it is read from there, else 0.
-- Atomic: of two processes that meet it at once one would set back the cursor of the other; a region that falls back in between may have known it.
--include notices.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'guard', 'ancestors', 'settled')
if not state[1] or not state[2] or not isNew(ARGV[1]) then
  return 0
end
if state[3] and state[4] ~= state[1] then
  -- The server that was replaced may have known the source, and what it had invalidated
  redis.call('HDEL', KEYS[1], 'ancestors')
end
redis.call('HSET', KEYS[1], 's:' .. ARGV[1], ARGV[3], 'v:' .. ARGV[1], ARGV[2])
return 1
