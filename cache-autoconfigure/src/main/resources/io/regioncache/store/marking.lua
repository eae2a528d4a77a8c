-- Included by the scripts that write metadata; KEYS: 1 metadata, 2 log.
--include revoking.lua
local MARK, STALE, TRANSFER, VALUE = 'R', 'S', 'T', 'V'
local MAX_EPOCHS, MAX_KNOWN, STAMPED = 4096, 65536, 2
-- How many markers a message names at most: beyond that the processes that follow read the metadata anew.
local MAX_TOLD = 1000
-- A number that another region claims: with room above it for all that will ever be counted from there.
local MAX_CLAIMED = 2^52
-- Microseconds: a stamp that is further ahead of this server's time is not believed, and no stamp is given that is as far ahead: so what
-- is put here is believed by whoever's clock differs by less than these two.
local MAX_AHEAD, MAX_FOLLOWED = 660000000, 600000000

-- A marker that cannot be read counts as newer than everything. So does one that transactions hold, which is written with an 'h', an
-- 'id=deadline ' for each of them, and a ';' before it.
local function latest(value)
  local removed, staled = string.match(value or '0', '^(%d+)@?%d*,?(%d*)@?%d*$')
  return removed and math.max(tonumber(removed), tonumber(staled) or 0) or math.huge
end

-- The newest stamp of a marker, 0 if it has none.
local function stampOf(marker)
  local newest = 0
  for stamp in string.gmatch(marker or '', '@(%d+)') do
    newest = math.max(newest, tonumber(stamp))
  end
  return newest
end

-- Raises a number of the metadata; one that cannot be read is replaced.
local function raise(field, number)
  if number > (tonumber(redis.call('HGET', KEYS[1], field) or '0') or 0) then
    redis.call('HSET', KEYS[1], field, exact(number))
  end
end

-- What is put here must be later than a stamp that was seen.
local function follow(stamp)
  raise('stamp', math.min(stamp, now() * 1000 + MAX_FOLLOWED))
end

-- A stamp in microseconds, past the server's time and every stamp given or seen here: only where a cache needs them (or is
-- about to), else nil.
local function stamp(begin)
  local last = redis.call('HGET', KEYS[1], 'stamp') or begin
  if not last then
    return nil
  end
  local time = redis.call('TIME')
  local next = math.max((tonumber(last) or 0) + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
  redis.call('HSET', KEYS[1], 'stamp', exact(next))
  return next
end

-- The markers that were written and not told of yet.
local written = {}

local function write(field, marker)
  if marker then
    redis.call('HSET', KEYS[1], field, marker)
  else
    redis.call('HDEL', KEYS[1], field)
  end
  written[#written + 1], written[#written + 2] = field, marker or '0'
end

-- Tells the processes that follow this region, in one message, how far its clock has moved and which markers were written since it was told
-- last: each script that does either ends with it. Each message has the next number, so that nobody misses one unnoticed. An empty name
-- says that there are more, and the metadata is to be read anew. A marker that is held is told as 'h'.
local function tell(epoch, clock)
  local told = redis.call('HINCRBY', KEYS[1], 'told', 1)
  local parts = {'\1' .. bytes(epoch) .. struct.pack('>I8I8', told, clock)}
  if #written > 2 * MAX_TOLD then
    written = {'', ''}
  end
  for i = 1, #written, 2 do
    local field, marker = written[i], written[i + 1]
    marker = (string.sub(marker, 1, 1) == 'h' or #marker > 255) and 'h' or marker
    if #field <= 255 then
      parts[#parts + 1] = string.char(#field) .. field .. string.char(#marker) .. marker
    end
  end
  written = {}
  redis.call('SPUBLISH', KEYS[1], table.concat(parts))
end

local function split(value)
  local holds, marker = string.match(value or '0', '^(h[^;]*;)(.*)$')
  return holds or 'h;', marker or value or '0'
end

-- What a put compares itself with: while the field is held its value is not served anyway, and is judged when the hold ends.
local function settled(value)
  local _, marker = split(value)
  return latest(marker)
end

-- With a stamp, what is marked remembers the newest of each kind: an older one may come later.
local function mark(field, mode, clock, at)
  if string.sub(field, 1, 3) == 't:~' and revoke(field) ~= nil then
    return
  end
  local marker = exact(clock)
  local holds, former = split(redis.call('HGET', KEYS[1], field))
  if at or mode == STALE then
    local removed, removedAt, staled, staledAt =
      string.match(former, '^(%d+)(@?%d*),?(%d*)(@?%d*)$')
    local before = mode == STALE and staledAt or removedAt
    marker = at and marker .. '@' .. exact(math.max(at, stampOf(before))) or marker
    if mode == STALE then
      marker = removed and removed .. removedAt .. ',' .. marker or exact(clock)
    elseif stampOf(staledAt) > at then
      marker = marker .. ',' .. staled .. staledAt
    end
  end
  write(field, holds == 'h;' and marker or holds .. marker)
end

-- Which fields are held, so that they need not be searched for.
local function heldFields()
  local fields = {}
  for field in string.gmatch(redis.call('HGET', KEYS[1], 'held') or '', '%S+') do
    fields[field] = true
  end
  return fields
end

local function storeHeld(fields)
  local names = {}
  for field in pairs(fields) do
    names[#names + 1] = field
  end
  table.sort(names)
  if #names > 0 then
    redis.call('HSET', KEYS[1], 'held', table.concat(names, ' '))
  else
    redis.call('HDEL', KEYS[1], 'held')
  end
end

-- Over the cap the oldest of a sample is dropped for each marker written; the floor rises to it, which is always safe.
local function drop(written, cap, floor, clock)
  local excess = math.min(redis.call('HLEN', KEYS[1]) - cap, written)
  if excess > 0 then
    excess = math.min(excess, redis.call('HLEN', KEYS[1]) - cap - tonumber(redis.call('HGET', KEYS[1], 'xs') or '0'))
  end
  for _ = 1, excess do
    local sample = redis.call('HRANDFIELD', KEYS[1], 16, 'WITHVALUES')
    local oldest, field, at
    for i = 1, #sample, 2 do
      if string.match(sample[i], '^[kct]:') and string.sub(sample[i + 1], 1, 1) ~= 'h' then
        local age = math.min(latest(sample[i + 1]), clock)
        if not oldest or age < oldest then
          oldest, field, at = age, sample[i], stampOf(sample[i + 1])
        end
      end
    end
    if field then
      redis.call('HDEL', KEYS[1], field)
      if at > 0 then
        raise('dropped', at)
      end
      if oldest > floor then
        floor = oldest
        redis.call('HSET', KEYS[1], 'floor', exact(floor))
      end
    end
  end
end

-- The epochs that this region tells others about, the one that came or came back first at the front.
local function epochs()
  local known = {}
  for epoch in string.gmatch(redis.call('HGET', KEYS[1], 'epochs') or '', '%x+') do
    known[#known + 1] = epoch
  end
  return known
end

-- Of far more epochs than regions can have had: any that is not in the list. One that is met again marks everything.
local function forget(excess, listed)
  for _ = 1, excess do
    for _, field in ipairs(redis.call('HRANDFIELD', KEYS[1], 16)) do
      if string.sub(field, 1, 2) == 'o:' and not listed[string.sub(field, 3)] then
        redis.call('HDEL', KEYS[1], field)
        redis.call('HINCRBY', KEYS[1], 'known', -1)
        break
      end
    end
  end
end

-- Takes pairs of epoch and position, of epochs that are new or are not in the list any more. Over the cap the ones at the front leave
-- the list, but never the region's own. Their positions stay: regions that list others of them must not teach each other for ever.
local function learn(news)
  if #news == 0 then
    return
  end
  local known, listed, kept, new = epochs(), {}, {}, 0
  for i = 1, #news, 2 do
    known[#known + 1] = news[i]
    new = new + redis.call('HSET', KEYS[1], 'o:' .. news[i], exact(news[i + 1]))
  end
  local own, excess = redis.call('HGET', KEYS[1], 'epoch'), #known - MAX_EPOCHS
  for _, epoch in ipairs(known) do
    if excess > 0 and epoch ~= own then
      excess = excess - 1
    else
      kept[#kept + 1], listed[epoch] = epoch, true
    end
  end
  redis.call('HSET', KEYS[1], 'epochs', table.concat(kept, ' '))
  if new > 0 then
    forget(math.min(new, redis.call('HINCRBY', KEYS[1], 'known', new) - MAX_KNOWN), listed)
  end
end
