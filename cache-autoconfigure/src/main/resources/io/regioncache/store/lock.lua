#!lua
-- KEYS: 1 lock. ARGV: 1 owner token, 2 time to live in ms, 3 node to wake when the lock is released (empty: only extend).
-- Returns 0 if the token owns the lock now (its time to live starts again), else the ms it is held for by another.
-- Atomic: a node that is refused must be on the list before the lock can be released.
local held
if ARGV[3] == '' then
  held = redis.call('GET', KEYS[1])
else
  -- One command takes a lock that is free.
  held = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'GET', 'PX', ARGV[2])
  if not held then
    return 0
  end
end
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0
end
if ARGV[3] == '' then
  return 1
end
local epoch = string.match(ARGV[1], '^%x+%.')
local heldIn = string.match(held, '^%x+%.')
local void = epoch and heldIn and heldIn ~= epoch
-- What is loaded in another epoch will not be stored. A fail-over may bring back a lock that was released.
if void then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 0
end
if not string.find(held, ' ' .. ARGV[3], 1, true) then
  redis.call('APPEND', KEYS[1], ' ' .. ARGV[3])
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 or left > tonumber(ARGV[2]) then
  -- Not by this library, or the server's clock was set back: the lock of a dead owner would stay for as long.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return math.max(1, left)
