#!lua
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 a cursor that was at the end of its log.
-- Returns 1 if the region has been level with the source since its own epoch began, else 0.
-- Atomic: a region that falls back in between has not.
local state = redis.call('HMGET', KEYS[1], 'epoch', 's:' .. ARGV[1])
if not state[1] or state[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'w:' .. ARGV[1], state[1])
return 1
