#!lua flags=allow-oom
-- KEYS: 1 lock. ARGV: 1 owner token, 2 prefix of the channels on which nodes are woken.
-- Returns 1 if the lock was released, 0 if the token did not own it (any more).
-- Atomic: between a comparison and a deletion the lock may have passed to another owner.
local held = redis.call('GET', KEYS[1])
if not held or string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
for node in string.gmatch(string.sub(held, #ARGV[1] + 1), '%S+') do
  redis.call('PUBLISH', ARGV[2] .. node, KEYS[1])
end
return 1
