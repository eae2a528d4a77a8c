#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch, 2 id of the writer, 3 ms after which a silent writer is removed, 0 to look for none, then the regions that read here.
-- Returns {1 if the writer is registered in that epoch else 0, what each region says of how far it has read}.
-- Atomic: a writer that is removed must not invalidate after the notice of it.
--include notices.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'guard', 'p:' .. ARGV[2])
if state[1] ~= ARGV[1] or not state[2] or state[3] ~= state[1] then
  return {0}
end
redis.call('HSET', KEYS[1], 'l:' .. ARGV[2], exact(now()))
local silent = tonumber(ARGV[3])
if silent > 0 then
  for _, writer in ipairs(writers(state[2])) do
    -- Of a former epoch: what it has invalidated may be lost, and its registration is what tells
    if writer.epoch == state[1] and now() - (tonumber(redis.call('HGET', KEYS[1], 'l:' .. writer.id) or '') or 0) > silent then
      register(state[2], writer.epoch, writer.id, '')
      redis.call('HDEL', KEYS[1], 'p:' .. writer.id, 'l:' .. writer.id)
      notify(LEFT, state[1], state[2] .. ' ' .. writer.id)
    end
  end
end
local answer = {1}
for i = 4, #ARGV do
  answer[#answer + 1] = redis.call('HGET', KEYS[1], 'r:' .. ARGV[i]) or ''
end
return answer
