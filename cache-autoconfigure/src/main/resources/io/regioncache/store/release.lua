#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 id of the transaction whose holds end (empty for none), 2 ms a hold may last, 3 cap on markers, 4 cap on the log.
-- Returns {fields that are still held, fields whose holds have lapsed}. What lapses becomes a marker: its transaction may have committed.
-- Atomic: a hold that ends before its marker is there would let in what it has kept out.
--include marking.lua
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor', 'clock')
local floor = tonumber(state[2] or '0')
if not state[1] or not floor then
  return {0, 0}
end
local time, fields, lapsed, left = now(), heldFields(), {}, 0
for field in pairs(fields) do
  local holds, marker = split(redis.call('HGET', KEYS[1], field))
  local kept, overdue = '', false
  for id, deadline in string.gmatch(holds, '(%x+)=(%d+)') do
    local remaining = tonumber(deadline) - time
    if id ~= ARGV[1] then
      -- More than it can have had: the server's clock was set back.
      if remaining <= 0 or remaining > tonumber(ARGV[2]) then
        overdue = true
      else
        kept = kept .. id .. '=' .. deadline .. ' '
      end
    end
  end
  if kept ~= '' then
    left = left + 1
    if 'h' .. kept .. ';' ~= holds then
      write(field, 'h' .. kept .. ';' .. marker)
    end
  else
    fields[field] = nil
    write(field, (marker ~= '0' or overdue) and marker or nil)
  end
  if overdue then
    lapsed[#lapsed + 1] = field
  end
end
storeHeld(fields)
if #lapsed > 0 then
  table.sort(lapsed)
  local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
  local own = redis.call('HINCRBY', KEYS[1], 'o:' .. state[1], #lapsed)
  local at = stamp()
  local records = {}
  for i, field in ipairs(lapsed) do
    mark(field, MARK, clock, at)
    records[i] = {MARK, at and STAMPED or 0, state[1], own - #lapsed + i, at or time, field}
  end
  append(state[1], clock, ARGV[4], records)
  tell(state[1], clock)
  drop(#lapsed, tonumber(ARGV[3]), floor, clock)
elseif #written > 0 then
  tell(state[1], tonumber(state[3] or '0'))
end
return {left, #lapsed}
