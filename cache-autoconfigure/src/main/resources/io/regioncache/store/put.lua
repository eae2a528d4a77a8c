#!lua
-- KEYS: 1 metadata, 2 log, 3 the entry if it lies on this server. ARGV: 1 epoch of the value's lease, 2 cap on markers, 3 cap on the log,
-- 4 field of its key, 5 the value as it is logged, 6 where its envelope begins in that, 7 time to live in ms, 8 id of the writer.
-- Returns {clock, stamp, own sequence, sequence in the log}, or {} if that epoch is over or the writer is not registered.
-- Atomic: a value without its stamp could not be compared; one that is not in the log would never reach the other regions.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor', 'guard', 'p:' .. (ARGV[8] or ''))
if state[1] ~= ARGV[1] or state[3] and state[4] ~= state[1] then
  return {}
end
local floor = tonumber(state[2] or '0')
if not floor then
  return redis.error_reply('METADATA holds a floor that is not a number')
end
local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], 1)
local at = stamp('0')
mark(ARGV[4], MARK, clock, at)
local sequence = append(state[1], clock, ARGV[3], {{VALUE, STAMPED, state[1], own, at, ARGV[5]}})
tell(state[1], clock)
drop(1, tonumber(ARGV[2]), floor, clock)
if KEYS[3] then
  local entry = '\2' .. struct.pack('>I8', at) .. bytes(state[1]) .. struct.pack('>I8', clock) .. string.sub(ARGV[5], ARGV[6])
  redis.call('SET', KEYS[3], entry, 'PX', ARGV[7])
end
return {exact(clock), exact(at), exact(own), exact(sequence)}
