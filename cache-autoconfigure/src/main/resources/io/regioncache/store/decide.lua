#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 cap on markers, 2 cap on the log, then regions.
-- Returns those of the regions whose writers have not all sent again in time what they had invalidated: everything is marked.
-- Atomic: a writer that registers in between must not be awaited, nor forgotten.
--include notices.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor')
local late = {}
for i = 3, #ARGV do
  local begun, deadline = string.match(redis.call('HGET', KEYS[1], 'n:' .. ARGV[i]) or '', '^(%x+):(%d+)$')
  if state[1] and begun and now() >= tonumber(deadline) then
    late[#late + 1] = ARGV[i]
    settleRegion(ARGV[i], begun)
    disown(ARGV[i], begun)
  end
end
if #late > 0 then
  local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
  local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], 1)
  local at = stamp()
  mark('*', MARK, clock, at)
  -- For this region alone: each of the others decides for itself
  append(state[1], clock, ARGV[2], {{MARK, at and 1 + STAMPED or 1, state[1], own, at or now(), '*'}})
  tell(state[1], clock)
  drop(1, tonumber(ARGV[1]), tonumber(state[2] or '0') or 0, clock)
end
return late
