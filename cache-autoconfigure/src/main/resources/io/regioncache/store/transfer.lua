#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its cursor as the reader knows it, 3 its next cursor, 4 cap on markers, 5 cap on the log,
-- 6 whether everything is to be marked, 7 n, n pairs of epoch and sequence that the source has applied, pairs of mode and field to mark.
-- A mode R or S may be followed by @ and a stamp.
-- Returns {1 if it was applied else 0, cursor, epoch}, or {} if the region has no epoch yet.
-- Atomic: positions counted as applied before their markers are raised lose those markers.
--include pulling.lua
local last = 7 + 2 * tonumber(ARGV[7])
local everything, ahead, news = ARGV[6] == '1', false, {}
for i = 8, last, 2 do
  local theirs, ours = tonumber(ARGV[i + 1]), tonumber(redis.call('HGET', KEYS[1], 'o:' .. ARGV[i]) or '')
  if not ours then
    everything, ahead = true, true
    news[#news + 1], news[#news + 2] = ARGV[i], theirs
  elseif theirs > ours then
    ahead = true
    redis.call('HSET', KEYS[1], 'o:' .. ARGV[i], exact(theirs))
  end
end
learn(news)
redis.call('HSET', KEYS[1], cursor, ARGV[3])
if ahead then
  local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
  local fields = everything and {MARK, '*'} or {unpack(ARGV, last + 1)}
  local at = stamp()
  for i = 1, #fields, 2 do
    local mode, theirs = string.match(fields[i], '^(%a)@?(%d*)$')
    mark(fields[i + 1], mode, clock, at and tonumber(theirs) or at)
    raise('stamp', at and tonumber(theirs) or 0)
  end
  local applied = {}
  for i, epoch in ipairs(epochs()) do
    applied[i] = bytes(epoch) .. struct.pack('>I8', tonumber(redis.call('HGET', KEYS[1], 'o:' .. epoch) or '0'))
  end
  append(state[1], clock, ARGV[5], {{TRANSFER, 0, state[1], 0, now(), table.concat(applied)}})
  drop(#fields / 2, tonumber(ARGV[4]), floor, clock)
end
return {1, ARGV[3], state[1]}
