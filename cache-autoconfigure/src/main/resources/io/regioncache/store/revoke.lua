#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch in which all revocations of web sessions are known by this, if any, 2 cap on the log, then the revocations, as fields to mark.
-- Returns the epoch; nothing without one.
-- Atomic: a region that counts as complete without what was learned would accept a revoked session.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock')
if not state[1] then
  return nil
end
local records = {}
for i = 3, #ARGV do
  if revoke(ARGV[i]) then
    local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], 1)
    records[#records + 1] = {MARK, 0, state[1], own, now(), ARGV[i]}
  end
end
append(state[1], tonumber(state[2] or '0'), ARGV[2], records)
if ARGV[1] == state[1] then
  redis.call('HSET', KEYS[1], 'ws', state[1])
end
return state[1]
