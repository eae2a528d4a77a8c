#!lua flags=allow-oom
-- KEYS: 1 metadata. ARGV: 1 mode R or S, 2 cap on markers, 3 n, n fields to mark; for a put also: its lease's epoch, number, fields that cover it.
-- Returns {epoch, clock, 1 if the markers had not moved past the lease else 0}, or {} if the region has no epoch yet.
-- Atomic: an increment without its marker loses an invalidation; a put that compares first and marks later stores over another.
-- A marker that cannot be read counts as newer than everything.
local function latest(value)
  local removed, staled = string.match(value or '0', '^(%d+),?(%d*)$')
  return removed and math.max(tonumber(removed), tonumber(staled) or 0) or math.huge
end
local count = tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor')
if not state[1] then
  return {}
end
local floor = tonumber(state[2] or '0')
if not floor then
  return redis.error_reply('METADATA holds a floor that is not a number')
end
local unmoved = 0
local lease = count + 4
if ARGV[lease] and ARGV[lease] == state[1] then
  local number = tonumber(ARGV[lease + 1])
  unmoved = number >= floor and 1 or 0
  for i = lease + 2, #ARGV do
    if number < latest(redis.call('HGET', KEYS[1], ARGV[i])) then
      unmoved = 0
    end
  end
end
local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
for i = 4, count + 3 do
  local marker = string.format('%.0f', clock)
  if ARGV[1] == 'S' then
    local removed = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '0', '^(%d+),?%d*$')
    marker = removed and removed .. ',' .. marker or marker
  end
  redis.call('HSET', KEYS[1], ARGV[i], marker)
end
-- Over the cap the oldest of a sample is dropped for each marker written; the floor rises to it, which is always safe.
local excess = math.min(redis.call('HLEN', KEYS[1]) - tonumber(ARGV[2]), count)
for _ = 1, excess do
  local sample = redis.call('HRANDFIELD', KEYS[1], 16, 'WITHVALUES')
  local oldest, field
  for i = 1, #sample, 2 do
    if string.match(sample[i], '^[kct]:') then
      local age = math.min(latest(sample[i + 1]), clock)
      if not oldest or age < oldest then
        oldest, field = age, sample[i]
      end
    end
  end
  if field then
    redis.call('HDEL', KEYS[1], field)
    if oldest > floor then
      floor = oldest
      redis.call('HSET', KEYS[1], 'floor', string.format('%.0f', floor))
    end
  end
end
return {state[1], string.format('%.0f', clock), unmoved}
