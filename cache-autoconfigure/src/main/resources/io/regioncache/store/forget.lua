#!lua
-- KEYS: 1 metadata. ARGV: 1 page, '0' for the first, 2 about how many fields to look at, then the names of the other regions.
-- Returns the next page ('0' after the last) and how many revocations of web sessions were dropped.
-- Atomic: one that is revoked again must not be dropped. One goes when it has outlived the longest session, and each region that reads has passed the log as it was by then.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local read = math.huge
for i = 3, #ARGV do
  local cursor = redis.call('HGET', KEYS[1], 'r:' .. ARGV[i])
  if cursor then
    local epoch, sequence = string.match(cursor, '^(%x+):(%d+):')
    read = math.min(read, epoch == state[1] and tonumber(sequence) or -1)
  end
end
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'MATCH', '[xy]:*', 'COUNT', ARGV[2])
local dropped = 0
for i = 1, #page[2], 2 do
  local till, due, rest = string.match(page[2][i + 1], '^(%d+)!?(%d*)(.*)$')
  if not till or tonumber(till) <= now then
    if till and due == '' then
      redis.call('HSET', KEYS[1], page[2][i], till .. '!' .. (state[2] or '0') .. rest)
    elseif not till or tonumber(due) <= read then
      dropped = dropped + redis.call('HDEL', KEYS[1], page[2][i])
    end
  end
end
if dropped > 0 then
  redis.call('HINCRBY', KEYS[1], 'xs', -dropped)
end
return {page[1], dropped}
