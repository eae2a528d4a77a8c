#!lua flags=allow-oom
-- KEYS: 1 records of changes, 2 pending changes, 3 parked changes. ARGV: 1 'retry' or 'drop', keys.
-- Returns the keys that were parked.
-- Atomic: a parked change is pending again, or gone, and never neither.
local PENDING, PARKED = 'P', 'X'
local found = {}
for i = 2, #ARGV do
  local change = redis.call('HGET', KEYS[2], ARGV[i])
  if change and string.sub(change, 9, 9) == PARKED then
    redis.call('HDEL', KEYS[3], ARGV[i])
    if ARGV[1] == 'retry' then
      redis.call('HSET', KEYS[2], ARGV[i], string.sub(change, 1, 8) .. PENDING .. string.sub(change, 10))
      redis.call('XADD', KEYS[1], '*', 'k', ARGV[i])
    else
      redis.call('HDEL', KEYS[2], ARGV[i])
    end
    found[#found + 1] = ARGV[i]
  end
end
return found
