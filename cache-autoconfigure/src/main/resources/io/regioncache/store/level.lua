#!lua
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 epoch of this region in which the source was asked, 3 its epoch, 4 the last sequence of its log.
-- Returns 1 if the region has been level with the source since its own epoch began, else 0.
-- Atomic: a region that falls back in between has not.
local state = redis.call('HMGET', KEYS[1], 'epoch', 's:' .. ARGV[1])
local epoch, sequence = string.match(state[2] or '', '^(%x+):(%d+)')
if state[1] ~= ARGV[2] or epoch ~= ARGV[3] or tonumber(sequence) < tonumber(ARGV[4]) then
  return 0
end
redis.call('HSET', KEYS[1], 'w:' .. ARGV[1], state[1])
return 1
