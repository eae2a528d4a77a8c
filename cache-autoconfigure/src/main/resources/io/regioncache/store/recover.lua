#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch, then for each of the other regions, all asked since that epoch began: 2 its name, 3 its epoch, 4 the last sequence of its log, 5 for which
-- epochs of this region it vouches.
-- Returns {1 if the region has recovered by this else 0, the former epochs whose entries count, how many there were, ms since the epoch began}.
-- Atomic: an entry that counts before everything is read that others had applied may be older than what was invalidated.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'settled', 'ancestors', 'clock', 'begun')
if state[1] ~= ARGV[1] or state[2] == state[1] or not state[3] then
  return {0}
end
for i = 2, #ARGV, 4 do
  local epoch, sequence = string.match(redis.call('HGET', KEYS[1], 's:' .. ARGV[i]) or '', '^(%x+):(%d+)')
  if epoch ~= ARGV[i + 1] or tonumber(sequence) < tonumber(ARGV[i + 2]) then
    return {0}
  end
end
local kept, former = {}, 0
for ancestor, epoch in string.gmatch(state[3], '((%x+):%d+)') do
  local vouched = true
  for i = 5, #ARGV, 4 do
    vouched = vouched and string.find(ARGV[i], epoch, 1, true) ~= nil
  end
  former = former + 1
  if vouched then
    kept[#kept + 1] = ancestor
  end
end
local took = now() - (tonumber(state[5]) or 0)
redis.call('HSET', KEYS[1], 'settled', state[1], 'ancestors', table.concat(kept, ' '), 'recovery', exact(took) .. ' ' .. #kept .. ' ' .. former)
-- Those who follow read the metadata anew
written = {'', ''}
tell(state[1], tonumber(state[4] or '0'))
return {1, table.concat(kept, ' '), former, took}
