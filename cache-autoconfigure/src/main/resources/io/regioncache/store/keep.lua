#!lua
-- KEYS: 1 entry. ARGV: 1 the bytes to store, 2 time to live in ms.
-- Returns 1 if they are there now, 0 if what lies there is newer: of the same epoch, with a later stamp or, where the new bytes have
-- none, written since the load of them began.
-- Atomic: of two values that arrive at once the later must remain.
local HEAD, LEASE_END = 25, 22
local function read(entry)
  local head = string.byte(entry, 1) == 2 and HEAD or 0
  if #entry < head + LEASE_END then
    return nil
  end
  local number = struct.unpack('>I8', entry, head > 0 and 18 or 15)
  local read = {epoch = string.sub(entry, head + 7, head + 14), number = number}
  if head > 0 then
    read.stamp, read.high, read.low = struct.unpack('>I8I4I4', entry, 2)
  end
  return read
end
local function isNewer(held, ours)
  if not held or not held.stamp or held.epoch ~= ours.epoch then
    return false
  end
  if not ours.stamp then
    return held.number > ours.number
  end
  if held.stamp ~= ours.stamp then
    return held.stamp > ours.stamp
  end
  return held.high > ours.high or (held.high == ours.high and held.low > ours.low)
end
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and isNewer(read(held), read(ARGV[1])) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
