#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 mode R or S (with @: each field is followed by a stamp), 2 reach A or H (all regions, home only; with ?: only if
-- unmoved), then : and the id of the writer, or ! if it is to be taken from any; then a
-- blank and a trace context, if there is one, 3 cap on markers, 4 cap on the log, 5 n, n fields to mark; for a put also: its lease's epoch, number, fields that cover it.
-- Returns {epoch, clock, 1 if the markers had not moved past the lease else 0, own sequence, sequence in the log}, {epoch} if the writer is not registered, or {} if the region
-- has no epoch yet.
-- Atomic: a marker without its record is lost for the other regions; a put that compares first and marks later stores over another.
--include marking.lua
local mode, width = string.sub(ARGV[1], 1, 1), #ARGV[1]
local reach, condition, writer, trace = string.match(ARGV[2], '^(%u)(%??):?(%S*) ?(.*)$')
local count = tonumber(ARGV[5])
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor', 'guard', 'p:' .. writer)
if not state[1] then
  return {}
end
if state[3] and writer ~= '!' and state[4] ~= state[1] then
  return {state[1]}
end
local floor = tonumber(state[2] or '0')
if not floor then
  return redis.error_reply('METADATA holds a floor that is not a number')
end
local unmoved = 0
local lease = count * width + 6
if ARGV[lease] and ARGV[lease] == state[1] then
  local number = tonumber(ARGV[lease + 1])
  unmoved = number >= floor and 1 or 0
  for i = lease + 2, #ARGV do
    if number < settled(redis.call('HGET', KEYS[1], ARGV[i])) then
      unmoved = 0
    end
  end
end
if unmoved == 0 and condition == '?' then
  local now = redis.call('HMGET', KEYS[1], 'clock', 'o:' .. state[1], 'seq')
  return {state[1], now[1] or '0', 0, now[2] or '0', now[3] or '0'}
end
local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], count)
local flags = reach == 'H' and 1 or 0
local at = stamp()
local time = at or now()
flags = at and flags + STAMPED or flags
local records = {}
local seen = 0
for i = 1, count do
  local field = ARGV[6 + (i - 1) * width]
  local stamped = at and width == 2 and tonumber(ARGV[5 + i * width])
  seen = math.max(seen, stamped or 0)
  mark(field, mode, clock, stamped or at)
  records[i] = {mode, flags, state[1], own - count + i, stamped or time, field, i == count and trace or ''}
end
if seen > 0 then
  follow(seen)
end
local sequence = append(state[1], clock, ARGV[4], records)
tell(state[1], clock)
drop(count, tonumber(ARGV[3]), floor, clock)
return {state[1], exact(clock), unmoved, exact(own), exact(sequence)}
