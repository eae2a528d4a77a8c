#!lua flags=allow-oom
-- KEYS: 1 records of changes. ARGV: 1 name of the writer that leaves, 2 after how many ms others that hold nothing are forgotten.
-- Returns how many writers are left.
-- Atomic: what a writer that is forgotten has taken would never be written.
local GROUP = 'writers'
if redis.call('EXISTS', KEYS[1]) == 0 or #redis.call('XINFO', 'GROUPS', KEYS[1]) == 0 then
  return 0
end
local left = 0
for _, each in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], GROUP)) do
  local fields = {}
  for i = 1, #each, 2 do
    fields[each[i]] = each[i + 1]
  end
  local gone = fields['name'] == ARGV[1] or fields['idle'] >= tonumber(ARGV[2])
  if gone and fields['pending'] == 0 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], GROUP, fields['name'])
  else
    left = left + 1
  end
end
return left
