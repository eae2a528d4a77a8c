#!lua flags=allow-oom
-- KEYS: 1 records of changes, 2 pending changes, 3 parked changes. ARGV: 1 the record, 2 its key, 3 the stamp of what was refused, 4 why.
-- Returns 1 if it was parked, 0 if a later change has its turn, or it was written meanwhile.
-- Atomic: a change that comes meanwhile is not parked for the one before it.
local GROUP, PENDING, PARKED = 'writers', 'P', 'X'
redis.call('XACK', KEYS[1], GROUP, ARGV[1])
local mine = redis.call('XDEL', KEYS[1], ARGV[1]) == 1
local change = redis.call('HGET', KEYS[2], ARGV[2])
if not change or string.sub(change, 9, 9) ~= PENDING then
  return 0
end
if struct.unpack('>I8', change) == tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[2], ARGV[2], string.sub(change, 1, 8) .. PARKED .. string.sub(change, 10))
  redis.call('HSET', KEYS[3], ARGV[2], ARGV[4])
  return 1
end
if mine then
  redis.call('XADD', KEYS[1], '*', 'k', ARGV[2])
end
return 0
