#!lua flags=allow-oom
-- KEYS: 1 records of changes, 2 pending changes, 3 parked changes. ARGV: 1 name of the writer, 2 how many to take at most, 3 after how many ms what others have taken is taken over, 4 at which age in ms a record is due.
-- Returns {how many are pending, how many of them are parked, age of the oldest record in ms, then of each taken: its record, its key, its change}.
-- Atomic: a change is read after its record was taken, so that a later one is either read here or finds the record taken. Records of what is no longer pending are removed.
local GROUP, PENDING = 'writers', 'P'
local me, most = ARGV[1], tonumber(ARGV[2])
local answer, taken = { redis.call('HLEN', KEYS[2]), redis.call('HLEN', KEYS[3]), 0 }, 0
if redis.call('EXISTS', KEYS[1]) == 0 then
  return answer
end
local function group()
  for _, each in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local fields = {}
    for i = 1, #each, 2 do
      fields[each[i]] = each[i + 1]
    end
    if fields['name'] == GROUP then
      return fields
    end
  end
end
local function give(records)
  for _, record in ipairs(records) do
    local key = record[2] and record[2][2]
    local change = key and redis.call('HGET', KEYS[2], key)
    if change and string.sub(change, 9, 9) == PENDING then
      answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = record[1], key, change
      taken = taken + 1
    else
      redis.call('XACK', KEYS[1], GROUP, record[1])
      redis.call('XDEL', KEYS[1], record[1])
    end
  end
end
local function read(from)
  local read = redis.call('XREADGROUP', 'GROUP', GROUP, me, 'COUNT', most - taken, 'STREAMS', KEYS[1], from)
  give(read and read[1][2] or {})
end
if not group() then
  redis.call('XGROUP', 'CREATE', KEYS[1], GROUP, '0')
end
-- What it has taken before and has not written
read('0')
if taken < most then
  give(redis.call('XAUTOCLAIM', KEYS[1], GROUP, me, ARGV[3], '0-0', 'COUNT', most - taken)[2])
end
local time = redis.call('TIME')
local function age(record)
  return time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(string.match(record[1], '^%d+'))
end
local state = group()
local first = redis.call('XRANGE', KEYS[1], '(' .. state['last-delivered-id'], '+', 'COUNT', 1)[1]
if first and taken < most then
  -- Where the server's clock was set back, it is due
  local waited = age(first)
  if waited < 0 or waited >= tonumber(ARGV[4]) or redis.call('XLEN', KEYS[1]) - state['pending'] >= most then
    read('>')
  end
end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
answer[3] = oldest and math.max(0, age(oldest)) or 0
return answer
