#!lua
-- KEYS: 1 the sessions of a user. ARGV: 1 a session, empty to add none, 2 its time to live in ms, then those to remove.
-- Returns the sessions that may still live, at most 10,000, the one that lives longest first.
-- Atomic: the time to live is that of the session that lives longest. A hint: who looks a session up finds whether it lives.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local swept = redis.pcall('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if type(swept) == 'table' then
  -- It lists no sessions, and would be in the way for ever
  redis.call('UNLINK', KEYS[1])
end
for i = 3, #ARGV do
  redis.call('ZREM', KEYS[1], ARGV[i])
end
if ARGV[1] ~= '' then
  redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
  local last = redis.call('ZRANGE', KEYS[1], 0, 0, 'REV', 'WITHSCORES')
  redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
  return {}
end
return redis.call('ZRANGE', KEYS[1], 0, 9999, 'REV')
