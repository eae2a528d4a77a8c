#!lua
-- KEYS: 1 metadata, 2 log, 3 records of changes, 4 pending changes, 5 parked changes. ARGV: 1 id of the writer, 2 cap on markers, 3 cap on the log, 4 a trace context or empty, 5 flags
-- of its record in the log, 6 field of its key, 7 key, 8 change, 9 how many keys may be pending (-1 to append nothing), 10 a stamp it must be past, 11 epoch of the put's lease, 12 its number, fields that cover its value.
-- Returns {epoch, clock, 1 if the markers had not moved past the lease else 0, own sequence, sequence in the log, stamp, 1 if appended, 0 if full}, {epoch} if the writer is not registered, or {} without an epoch.
-- Atomic: a put without its change is lost for the database, a change without its marker for the readers of the former value. A full server refuses it.
--include marking.lua
local PENDING = 'P'
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor', 'guard')
if not state[1] then
  return {}
end
if state[3] and redis.call('HGET', KEYS[1], 'p:' .. ARGV[1]) ~= state[1] then
  return {state[1]}
end
local floor = tonumber(state[2] or '0')
if not floor then
  return redis.error_reply('METADATA holds a floor that is not a number')
end
local unmoved = 0
if ARGV[11] == state[1] then
  local number = tonumber(ARGV[12])
  unmoved = number >= floor and 1 or 0
  for i = 13, #ARGV do
    if number < settled(redis.call('HGET', KEYS[1], ARGV[i])) then
      unmoved = 0
    end
  end
end
follow(tonumber(ARGV[10]))
local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], 1)
local at = stamp('0')
local former = redis.call('HGET', KEYS[4], ARGV[7])
local capacity = tonumber(ARGV[9])
local appended = capacity >= 0 and (former or redis.call('HLEN', KEYS[4]) < capacity)
if appended then
  if not former or string.sub(former, 9, 9) ~= PENDING then
    redis.call('HDEL', KEYS[5], ARGV[7])
    redis.call('XADD', KEYS[3], '*', 'k', ARGV[7])
  end
  redis.call('HSET', KEYS[4], ARGV[7], struct.pack('>I8', at) .. PENDING .. ARGV[8])
end
mark(ARGV[6], MARK, clock, at)
local sequence = append(state[1], clock, ARGV[3], {{MARK, tonumber(ARGV[5]) + STAMPED, state[1], own, at, ARGV[6], ARGV[4]}})
tell(state[1], clock)
drop(1, tonumber(ARGV[2]), floor, clock)
return {state[1], exact(clock), unmoved, exact(own), exact(sequence), exact(at), appended and 1 or 0}
