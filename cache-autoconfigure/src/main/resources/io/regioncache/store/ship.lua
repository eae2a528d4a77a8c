#!lua
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch of the lease under which the value was stored, 2 cap on the log, 3 the value.
-- Returns 1 if the value is in the log now, 0 if its epoch is over.
-- Atomic: a value that comes after a new epoch has begun would be given a position of that epoch.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock')
if state[1] ~= ARGV[1] then
  return 0
end
local own = redis.call('HINCRBY', KEYS[1], 'o:' .. ARGV[1], 1)
append(ARGV[1], tonumber(state[2] or '0'), ARGV[2], {{VALUE, 0, ARGV[1], own, now(), ARGV[3]}})
return 1
