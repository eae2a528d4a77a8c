#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: those of invalidate.lua, where each field to mark revokes web sessions.
-- Returns what invalidate.lua does. The clock stays: no lease is compared with revocations, and those who follow markers learn nothing.
-- Atomic: a revocation without its record is lost for the other regions.
--include revoking.lua
local writer, trace = string.match(ARGV[2], '^%u:?(%S*) ?(.*)$')
local state = redis.call('HMGET', KEYS[1], 'epoch', 'guard', 'p:' .. writer, 'clock')
if not state[1] then
  return {}
end
if state[2] and writer ~= '!' and state[3] ~= state[1] then
  return {state[1]}
end
local clock = tonumber(state[4] or '0')
if not clock then
  return redis.error_reply('METADATA holds a clock that is not a number')
end
local count = tonumber(ARGV[5])
for i = 1, count do
  if revoke(ARGV[5 + i]) == nil then
    return redis.error_reply('FIELD revokes no web session')
  end
end
local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], count)
local records = {}
for i = 1, count do
  records[i] = {'R', 0, state[1], own - count + i, now(), ARGV[5 + i], i == count and trace or ''}
end
local sequence = append(state[1], clock, ARGV[4], records)
return {state[1], state[4] or '0', 0, exact(own), exact(sequence)}
