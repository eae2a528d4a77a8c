#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 source, 2 its cursor as the reader knows it, 3 its next cursor, 4 cap on markers, 5 cap on the log,
-- 6 how many epochs may be learned, 7 whether everything is to be marked, 8 the registered writers of the source, 9 n, n pairs of epoch and sequence that the source has applied,
-- pairs of mode and field to mark. A mode R or S may be followed by @ and a stamp.
-- Returns {1 if it was applied else 0, cursor, epoch, epochs learned, 1 if there were more else 0, 0, 0, why everything was marked (empty if it was not)}, or {} if the region has no epoch yet.
-- Atomic: positions counted as applied before their markers are raised lose those markers.
--include pulling.lua
local most, learned, overflow = tonumber(ARGV[6]), 0, false
local last = 9 + 2 * tonumber(ARGV[9])
local everything, ahead, news, cause = ARGV[7] == '1', false, {}, ''
local function flood(why)
  everything, cause = true, cause == '' and why or cause
end
-- Others may have claimed the positions of the source beforehand: what it says of itself counts in any case.
local told = everything or #ARGV > last
local listed = redis.call('HGET', KEYS[1], 'epochs') or ''
for i = 10, last, 2 do
  local epoch, theirs, ours = ARGV[i], tonumber(ARGV[i + 1]), tonumber(redis.call('HGET', KEYS[1], 'o:' .. ARGV[i]) or '')
  -- What was issued here nobody knows better.
  if epoch ~= state[1] and theirs <= MAX_CLAIMED then
    if not ours then
      flood('epoch')
      ahead = true
      if learned < most then
        learned = learned + 1
        news[#news + 1], news[#news + 2] = epoch, theirs
      else
        overflow = true
      end
    elseif theirs > ours then
      ahead = true
      redis.call('HSET', KEYS[1], 'o:' .. epoch, exact(theirs))
      if not string.find(listed, epoch, 1, true) then
        news[#news + 1], news[#news + 2] = epoch, theirs
      end
    end
  end
end
if tonumber(ARGV[9]) >= MAX_EPOCHS then
  -- A full list does not tell what has left it.
  flood('epochs')
  ahead = true
end
learn(news)
local issuer = string.sub(ARGV[3], 1, 16)
if redis.call('HGET', KEYS[1], 'n:' .. ARGV[1]) or #awaited(ARGV[1], issuer) > 0 then
  -- What they have sent again may be behind the tail
  flood('writers')
  ahead = true
end
local vouched = redis.call('HGET', KEYS[1], 'v:' .. ARGV[1])
local left = ARGV[2] == '' and vouched and not string.find(vouched, issuer, 1, true) or ARGV[2] ~= '' and string.sub(ARGV[2], 1, 16) ~= issuer
if left and redis.call('HGET', KEYS[1], 'guard') then
  -- The region itself does not say where its epoch branches off. Where writers register, others may have said so, and nothing was marked.
  flood('lineage')
  ahead = true
end
local vouches = vouched or ARGV[8] ~= '' or redis.call('HGET', KEYS[1], 'guard')
if vouches and (everything or not string.find(vouched or '', issuer, 1, true)) then
  disown(ARGV[1], issuer)
end
-- What was invalidated here alone, and lost, is in the log of others, but not among their markers
local recovery = redis.call('HMGET', KEYS[1], 'ancestors', 'settled')
if recovery[1] and recovery[2] ~= state[1] then
  redis.call('HDEL', KEYS[1], 'ancestors')
end
redis.call('HSET', KEYS[1], 'g:' .. ARGV[1], ARGV[8])
settleRegion(ARGV[1], issuer)
redis.call('HDEL', KEYS[1], 'a:' .. ARGV[1])
redis.call('HSET', KEYS[1], cursor, ARGV[3])
if ahead or told then
  local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
  local fields = everything and {MARK, '*'} or {unpack(ARGV, last + 1)}
  local at, latest, records = stamp(), now() * 1000 + MAX_AHEAD
  for i = 1, #fields, 2 do
    local mode, theirs = string.match(fields[i], '^(%a)@?(%d*)$')
    theirs = tonumber(theirs) or at
    local time = at and (theirs > latest and at or theirs)
    mark(fields[i + 1], mode, clock, time)
    follow(time or 0)
  end
  if ahead then
    local applied = {}
    for i, epoch in ipairs(epochs()) do
      applied[i] = bytes(epoch) .. struct.pack('>I8', tonumber(redis.call('HGET', KEYS[1], 'o:' .. epoch) or '0'))
    end
    records = {{TRANSFER, 0, state[1], 0, now(), table.concat(applied)}}
  else
    -- Whoever ships a value must know of it, though nothing but this region's own position tells.
    local sequence = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], 1)
    records = {{MARK, at and STAMPED + 1 or 1, state[1], sequence, at or now(), '*'}}
  end
  append(state[1], clock, ARGV[5], records)
  tell(state[1], clock)
  drop(#fields / 2, tonumber(ARGV[4]), floor, clock)
end
if everything and cause == '' then
  cause = 'source'
end
return {1, ARGV[3], state[1], learned, overflow and 1 or 0, 0, 0, cause}
