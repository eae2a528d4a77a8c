#!lua
-- KEYS: 1 metadata, 2 log. ARGV: 1 n, n pairs of epoch and sequence that the origin of some values had applied, '1' to be told which fields were marked since, fields that cover them.
-- Returns {epoch, clock, those fields}, the lease under which what no such field covers may be stored; {} if nothing may be or, unless told, any was marked.
-- Atomic: whatever is marked after the judgment must be past the lease.
--include marking.lua
local MOST, PAGE = 500, 20
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock')
local known, raw, covering = {}, {}, {}
local last = 1 + 2 * tonumber(ARGV[1])
for i = 2, last, 2 do
  known[ARGV[i]] = tonumber(ARGV[i + 1])
  raw[bytes(ARGV[i])] = known[ARGV[i]]
end
local told, hit = ARGV[last + 1] == '1', {}
for i = last + 2, #ARGV do
  covering[ARGV[i]] = true
end
-- Of which epochs something was applied here that the origin had not: it must be found in the log, and not cover the value.
local missing, left, listed = {}, 0, epochs()
if #listed >= MAX_EPOCHS then
  -- A full list does not tell what has left it.
  return {}
end
for _, epoch in ipairs(listed) do
  local ours = tonumber(redis.call('HGET', KEYS[1], 'o:' .. epoch) or '0')
  if not known[epoch] then
    -- However little was issued in it: with the epoch before, something may have been lost that the value is older than.
    return {}
  end
  if ours > (known[epoch] or 0) then
    missing[bytes(epoch)], left = known[epoch], left + 1
  end
end
if not state[1] then
  return {}
end
if left > 0 then
  local own, sequence, from, scanned, page = bytes(state[1]), nil, '+', 0, nil
  repeat
    -- Few at a time: they may be large, and the first of them tell most.
    page = redis.call('XREVRANGE', KEYS[2], from, '-', 'COUNT', PAGE)
    for _, entry in ipairs(page) do
      local record = entry[2][2]
      local kind, flags, origin = string.sub(record, 2, 2), string.byte(record, 3), string.sub(record, 28, 35)
      sequence = struct.unpack('>I8', record, 12)
      if kind == TRANSFER then
        -- It tells all that had been applied by then.
        for at = 52, #record, 16 do
          local epoch, ours = string.sub(record, at, at + 7), struct.unpack('>I8', record, at + 8)
          if ours > (raw[epoch] or 0) then
            return {}
          end
        end
        left = 0
        break
      end
      local seen = missing[origin]
      if seen and struct.unpack('>I8', record, 36) <= seen then
        missing[origin], left = nil, left - 1
        if left == 0 then
          break
        end
      elseif seen and kind ~= VALUE and (flags % 2 == 0 or origin == own) and covering[string.sub(record, 52)] then
        if not told then
          return {}
        end
        hit[string.sub(record, 52)] = true
      end
      from = '(' .. entry[1]
    end
    scanned = scanned + #page
  until left == 0 or #page < PAGE or scanned >= MOST
  if left > 0 and sequence ~= 1 then
    return {}
  end
end
local answer = {state[1], state[2] or '0'}
for field in pairs(hit) do
  answer[#answer + 1] = field
end
return answer
