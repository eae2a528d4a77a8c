#!lua flags=no-writes
-- KEYS: 1 metadata, 2 log. ARGV: 1 sequence of the last record read (empty to read none), 2 most records, 3 most bytes, 4 bytes of one record, 5 bytes of it that are returned if it has more,
-- 6 epoch of the last record read.
-- Returns {epoch, sequence and clock of the tail, routes, where the log branches off the one that was read (empty if it is the same, or another), the registered writers if no record
-- is read, '1' if web sessions are known to be revoked, then of each record its id (with a blank and its trace context, if it has one), its length, its bytes}, at least one record if there is any; {} without an epoch.
-- Atomic: nothing that it reads belongs together; on the server, for only the server knows how large records are before they are sent.
local TEXT, TRACE = 4097, 56
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'clock', 'routes', 'lineage', 'guard', 'xs')
if not state[1] then
  return {}
end
local answer = {}
for i = 1, 4 do
  answer[i] = string.sub(state[i] or '', 1, TEXT)
end
local branch
if ARGV[6] and ARGV[6] ~= '' and ARGV[6] ~= state[1] then
  branch = string.match(' ' .. (state[5] or ''), ' ' .. ARGV[6] .. ':(%d+)')
end
answer[5] = branch or ''
answer[6] = ARGV[1] == '' and state[6] and redis.call('HGET', KEYS[1], 'g:' .. state[6]) or ''
answer[7] = state[7] and '1' or ''
if branch and tonumber(branch) < tonumber(ARGV[1]) then
  ARGV[1] = branch
end
local from, most, left, step = ARGV[1] ~= '' and '(' .. ARGV[1] .. '-0', tonumber(ARGV[2]), tonumber(ARGV[3]), 1
while from and most > 0 and left > 0 do
  local count = math.min(step, most)
  local page = redis.pcall('XRANGE', KEYS[2], from, '+', 'COUNT', count)
  for _, entry in ipairs(page) do
    local record = entry[2][1] == 'r' and entry[2][2] or ''
    local sent = #record > tonumber(ARGV[4]) and string.sub(record, 1, ARGV[5]) or record
    if left <= 0 then
      break
    end
    local trace = entry[2][3] == 't' and ' ' .. string.sub(entry[2][4], 1, TRACE) or ''
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = entry[1] .. trace, #record, sent
    from, most, left = '(' .. entry[1], most - 1, left - #sent
  end
  -- Few at a time until it shows that they are small: the server holds them all at once.
  step = #page < count and 0 or math.min(64, step * 4)
  if step == 0 then
    break
  end
end
return answer
