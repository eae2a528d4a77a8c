#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its cursor as the reader knows it, 3 its next cursor, 4 cap on markers, 5 cap on the log, 6 how many epochs may be learned,
-- then for each record: mode R, S or V (with a blank and a trace context, if it has one), flags, epoch and sequence of its origin, ms when it was published or, with flag 2, its stamp, field to mark or value.
-- Returns {1 if they were applied, 2 if one claims what cannot be and nothing was written, else 0, cursor, epoch, epochs learned, 1 if there were more else 0}, or {} without an epoch.
-- Atomic: a cursor stored before its records loses them in a crash; a cursor not compared counts what two readers fetch twice.
--include pulling.lua
local FIRST, MAX_JUMP = 7, 2^20
local own, issuer = state[1], string.sub(ARGV[3], 1, 16)
-- The marker field of a value's key.
local function keyOf(value)
  local name = struct.unpack('>I4', value)
  local length = struct.unpack('>I2', value, 5 + name)
  return string.sub(value, 7 + name, 6 + name + length)
end
local before = {}
for i = FIRST, #ARGV, 6 do
  local epoch, sequence = ARGV[i + 2], tonumber(ARGV[i + 3])
  if before[epoch] == nil then
    before[epoch] = tonumber(redis.call('HGET', KEYS[1], 'o:' .. epoch) or '') or false
  end
  local position = before[epoch] or (epoch == own and 0)
  -- What was issued here nobody knows better. Further than this no source gets ahead without a gap in its log.
  if sequence > MAX_CLAIMED or (position and sequence > position + (epoch == own and 0 or MAX_JUMP)) then
    return {2, state[3] or '', own, 0, 0}
  end
end
local most, learned, overflow = tonumber(ARGV[6]), 0, false
local reached, news, records, marked, clock = {}, {}, {}, 0, nil
local here, seen, latest = stamp(), 0, now() * 1000 + MAX_AHEAD
local function step()
  clock = clock or redis.call('HINCRBY', KEYS[1], 'clock', 1)
end
local function addOwn(mode, flags, time, field)
  records[#records + 1] = {mode, flags, own, redis.call('HINCRBY', KEYS[1], 'o:' .. own, 1), time, field}
end
for i = FIRST, #ARGV, 6 do
  local mode, trace = string.sub(ARGV[i], 1, 1), string.sub(ARGV[i], 3)
  local flags, epoch, sequence = tonumber(ARGV[i + 1]), ARGV[i + 2], tonumber(ARGV[i + 3])
  local time, field, last = tonumber(ARGV[i + 4]), ARGV[i + 5], reached[epoch] or before[epoch] or (epoch == own and 0)
  if not last then
    -- What this epoch had invalidated before may be lost.
    if learned < most then
      learned = learned + 1
      news[#news + 1] = epoch
      mode, flags, field, last = MARK, flags - flags % 2, '*', -1
    else
      overflow, last = true, math.huge
    end
  end
  local all = flags % 2 == 0
  if here and flags >= STAMPED and time > latest then
    mode, field, time = mode == VALUE and MARK or mode, mode == VALUE and keyOf(field) or field, here
  end
  -- What has no stamp of its own happened when it was published, as far as anybody can tell.
  local at = here and (flags >= STAMPED and time or math.min(time * 1000 + 999, here))
  local stamped = mode == VALUE and flags >= STAMPED
  if epoch ~= own and sequence > last then
    step()
    if flags >= STAMPED then
      seen = math.max(seen, time)
    end
    if all and (mode ~= VALUE or stamped) then
      mark(stamped and keyOf(field) or field, stamped and MARK or mode, clock, at)
      marked = marked + 1
    end
    reached[epoch] = sequence
    records[#records + 1] = {mode, flags, epoch, sequence, time, field, trace}
  elseif epoch == issuer and epoch ~= own and all and sequence <= (before[epoch] or -1) and (mode ~= VALUE or stamped) then
    -- Others have passed it on, or something in its place: what a region says of itself counts in any case.
    step()
    local target = stamped and keyOf(field) or field
    mark(target, stamped and MARK or mode, clock, at)
    marked = marked + 1
    addOwn(stamped and MARK or mode, flags + 1, time, target)
  end
  reached[epoch] = math.max(reached[epoch] or -1, last)
end
if overflow then
  step()
  mark('*', MARK, clock, here)
  marked = marked + 1
  addOwn(MARK, here and STAMPED or 0, here or now(), '*')
end
if here then
  follow(seen)
end
local listed, taught = redis.call('HGET', KEYS[1], 'epochs') or '', {}
for _, epoch in ipairs(news) do
  taught[#taught + 1], taught[#taught + 2] = epoch, reached[epoch]
end
for epoch, position in pairs(before) do
  if position and reached[epoch] < math.huge and reached[epoch] > position then
    redis.call('HSET', KEYS[1], 'o:' .. epoch, exact(reached[epoch]))
    if not string.find(listed, epoch, 1, true) then
      taught[#taught + 1], taught[#taught + 2] = epoch, reached[epoch]
    end
  end
end
learn(taught)
redis.call('HSET', KEYS[1], cursor, ARGV[3])
append(own, clock, ARGV[5], records)
if clock then
  tell(own, clock)
end
if marked > 0 then
  drop(marked, tonumber(ARGV[4]), floor, clock)
end
return {1, ARGV[3], own, learned, overflow and 1 or 0}
