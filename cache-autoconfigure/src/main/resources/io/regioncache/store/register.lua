#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch, 2 id of the writer, 3 its former ids that this one replaces, 4 the regions that have to read what it invalidates, both separated by
-- commas; a writer that leaves has no fourth.
-- Returns {epoch, clock, own sequence, sequence in the log} of the notice, or {} if the epoch is over or its writers do not register.
-- Atomic: a writer may invalidate as soon as it is registered, and the notice must come first; what has left must not invalidate any more.
--include notices.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'guard', 'p:' .. ARGV[2])
if state[1] ~= ARGV[1] or not state[2] or not ARGV[4] and state[3] ~= state[1] then
  return {}
end
register(state[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
for id in string.gmatch(ARGV[3], '%x+') do
  redis.call('HDEL', KEYS[1], 'p:' .. id, 'l:' .. id)
end
if not ARGV[4] then
  redis.call('HDEL', KEYS[1], 'p:' .. ARGV[2], 'l:' .. ARGV[2])
  return notify(LEFT, ARGV[1], state[2] .. ' ' .. ARGV[2])
end
redis.call('HSET', KEYS[1], 'p:' .. ARGV[2], ARGV[1], 'l:' .. ARGV[2], exact(now()))
return notify(REGISTERED, ARGV[1], state[2] .. ' ' .. ARGV[2] .. ' ' .. (ARGV[3] ~= '' and ARGV[3] or '-') .. ' ' .. ARGV[4])
