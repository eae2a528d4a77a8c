#!lua
-- KEYS: 1 metadata. ARGV: 1 stamp of a value, fields that cover it.
-- Returns {epoch, clock}, the lease under which the value may be stored; {} if something later was marked.
-- Atomic: whatever is marked after the judgment must be past the lease, and what is put here after it past the stamp.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock', 'dropped')
if not state[1] then
  return {}
end
local at = tonumber(ARGV[1])
if at > now() * 1000 + MAX_AHEAD then
  return {}
end
follow(at)
if (tonumber(state[3] or '0') or math.huge) > at then
  return {}
end
for i = 2, #ARGV do
  if stampOf(redis.call('HGET', KEYS[1], ARGV[i])) > at then
    return {}
  end
end
return {state[1], state[2] or '0'}
