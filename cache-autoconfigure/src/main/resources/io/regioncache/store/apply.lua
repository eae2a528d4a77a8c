#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its cursor as the reader knows it, 3 its next cursor, 4 cap on markers, 5 cap on the log,
-- then for each record: mode R, S or V, flags, epoch and sequence of its origin, ms when it was published or, with flag 2, its stamp, field to mark or value.
-- Returns {1 if it was applied else 0, cursor, epoch}, or {} if the region has no epoch yet. A record already applied is passed over.
-- Atomic: a cursor stored before its records loses them in a crash; a cursor not compared counts what two readers fetch twice.
--include pulling.lua
-- The marker field of a value's key.
local function keyOf(value)
  local name = struct.unpack('>I4', value)
  local length = struct.unpack('>I2', value, 5 + name)
  return string.sub(value, 7 + name, 6 + name + length)
end
local applied, records, marked, clock = {}, {}, 0, nil
local here, seen = stamp(), 0
for i = 6, #ARGV, 6 do
  local mode, flags, epoch, sequence = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], tonumber(ARGV[i + 3])
  local time, field, last = tonumber(ARGV[i + 4]), ARGV[i + 5], applied[epoch]
  if not last then
    last = tonumber(redis.call('HGET', KEYS[1], 'o:' .. epoch) or '')
    if not last then
      -- What this epoch had invalidated before may be lost.
      learn({epoch, 0})
      mode, flags, field, last = MARK, flags - flags % 2, '*', -1
    end
  end
  applied[epoch] = math.max(last, sequence)
  if sequence > last then
    clock = clock or redis.call('HINCRBY', KEYS[1], 'clock', 1)
    -- What has no stamp of its own happened when it was published, as far as anybody can tell.
    local at = here and (flags >= STAMPED and time or math.min(time * 1000 + 999, here))
    if flags >= STAMPED then
      seen = math.max(seen, time)
    end
    if mode == VALUE and flags >= STAMPED then
      mark(keyOf(field), MARK, clock, at)
      marked = marked + 1
    elseif flags % 2 == 0 and mode ~= VALUE then
      mark(field, mode, clock, at)
      marked = marked + 1
    end
    redis.call('HSET', KEYS[1], 'o:' .. epoch, exact(sequence))
    records[#records + 1] = {mode, flags, epoch, sequence, time, field}
  end
end
if here then
  raise('stamp', seen)
end
redis.call('HSET', KEYS[1], cursor, ARGV[3])
append(state[1], clock, ARGV[5], records)
if marked > 0 then
  drop(marked, tonumber(ARGV[4]), floor, clock)
end
return {1, ARGV[3], state[1]}
