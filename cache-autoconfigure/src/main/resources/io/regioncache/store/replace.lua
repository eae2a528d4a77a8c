#!lua
-- KEYS: 1 entry. ARGV: 1 the bytes expected there (empty for none), 2 the bytes to store, 3 time to live in ms.
-- Returns 1 if the entry was replaced, 0 if something else lies there.
-- Atomic: two nodes that find the same entry absent must not both store theirs.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
