#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its cursor as the reader knows it, 3 its next cursor, 4 cap on markers, 5 cap on the log, 6 how many epochs may be learned, 7 name of this region,
-- then for each record: mode R, S, V, N, P or D (with a blank and a trace context, if it has one), flags, epoch and sequence of its origin, ms when it was published or, with flag 2, its stamp, field to mark, value or notice.
-- Returns {1 if they were applied, 2 if one claims what cannot be and nothing was written, else 0, cursor, epoch, epochs learned, 1 if there were more else 0, 1 if everything was marked
-- for an epoch that a region has begun else 0, 1 if such an epoch was found to have lost nothing else 0}, or {} without an epoch.
-- Atomic: a cursor stored before its records loses them in a crash; a cursor not compared counts what two readers fetch twice.
--include pulling.lua
local FIRST, MAX_JUMP, MAX_FORMER, NOTICES = 8, 2^20, 4096, {[BEGUN] = true, [REGISTERED] = true, [LEFT] = true}
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
local most, learned, overflow, flood, kept = tonumber(ARGV[6]), 0, false, false, false
local reached, news, records, marked, clock = {}, {}, {}, 0, nil
local here, seen, latest = stamp(), 0, now() * 1000 + MAX_AHEAD
-- The epochs that this region has been in, as far as it knows; of those that its server has lost, others tell
local former = ' ' .. (redis.call('HGET', KEYS[1], 'lineage') or '') .. ' ' .. (redis.call('HGET', KEYS[1], 'siblings') or '')
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
  local notice = NOTICES[mode]
  if mode == MARK and not last and revoke(field) then
    -- What an unknown epoch marks becomes a mark of everything, which revokes no web session
    step()
    addOwn(MARK, 0, now(), field)
  end
  if notice and epoch == issuer and epoch ~= own then
    -- Out of the region's own log alone, where they stand in order, though others may have passed them on
    local everything, nothing = heed(mode, epoch, field, ARGV[1], ARGV[7])
    flood, kept = flood or everything, kept or nothing
  elseif mode == BEGUN and not last then
    local region, lineage = string.match(field, '^(%S+) ?(.*)$')
    local guard = redis.call('HGET', KEYS[1], 'guard')
    if guard and region == guard and #former < MAX_FORMER then
      -- All of its records follow
      former = former .. epoch .. ': '
      redis.call('HSET', KEYS[1], 'siblings', (redis.call('HGET', KEYS[1], 'siblings') or '') .. epoch .. ': ')
    else
      -- Hearsay: where writers register, the region's own log is asked again before anything is taken for not lost
      local added = region and guard and isNew(region) and not string.find(lineage, ':[1-9]')
      flood = flood or not added and (not region or not guard or not isExplained(region, lineage))
    end
  end
  if not last and mode == BEGUN and learned < most then
    learned = learned + 1
    news[#news + 1], last = epoch, -1
  elseif not last then
    -- What this epoch had invalidated before may be lost.
    if learned < most then
      learned = learned + 1
      news[#news + 1] = epoch
      mode, flags, field, last, notice = MARK, flags - flags % 2, '*', -1, nil
    else
      overflow, last = true, math.huge
    end
  end
  -- What this region had invalidated for itself alone comes back to it, if it is lost
  local all = flags % 2 == 0 or string.find(former, ' ' .. epoch .. ':', 1, true)
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
    if all and not notice and (mode ~= VALUE or stamped) then
      mark(stamped and keyOf(field) or field, stamped and MARK or mode, clock, at)
      marked = marked + 1
    end
    reached[epoch] = sequence
    records[#records + 1] = {mode, flags, epoch, sequence, time, field, trace}
  elseif epoch == issuer and epoch ~= own and all and not notice and sequence <= (before[epoch] or -1) and (mode ~= VALUE or stamped) then
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
if flood then
  step()
  mark('*', MARK, clock, here)
  marked = marked + 1
  -- For this region alone: each of the others decides for itself
  addOwn(MARK, here and 1 + STAMPED or 1, here or now(), '*')
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
return {1, ARGV[3], own, learned, overflow and 1 or 0, flood and 1 or 0, kept and 1 or 0}
