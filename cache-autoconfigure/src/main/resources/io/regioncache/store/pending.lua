#!lua flags=no-writes,allow-oom
-- KEYS: 1 pending changes, 2 parked changes. ARGV: 1 how many parked changes to list, keys.
-- Returns {how many are pending, then the change of each key, empty if there is none, then of each parked change its key and why}.
-- Atomic: for one answer.
local answer = { redis.call('HLEN', KEYS[1]) }
for i = 2, #ARGV do
  answer[i] = redis.call('HGET', KEYS[1], ARGV[i]) or ''
end
if ARGV[1] ~= '0' then
  for _, each in ipairs(redis.call('HRANDFIELD', KEYS[2], ARGV[1], 'WITHVALUES')) do
    answer[#answer + 1] = each
  end
end
return answer
