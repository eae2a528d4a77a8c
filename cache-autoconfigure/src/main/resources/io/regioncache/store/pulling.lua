-- Included by the scripts that move the cursor of a source; ARGV: 1 source, 2 its cursor as the reader knows it. They end here if the
-- region has no epoch yet, the cursor has moved, or the floor cannot be read: nothing has been written by then.
--include notices.lua
local cursor = 's:' .. ARGV[1]
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor', cursor)
if not state[1] then
  return {}
end
if (state[3] or '') ~= ARGV[2] then
  return {0, state[3] or '', state[1]}
end
local floor = tonumber(state[2] or '0')
if not floor then
  return redis.error_reply('METADATA holds a floor that is not a number')
end
