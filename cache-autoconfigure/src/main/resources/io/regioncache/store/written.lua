#!lua flags=allow-oom
-- KEYS: 1 records of changes, 2 pending changes, 3 parked changes. ARGV: of each change its record (empty if it has none), its key, the stamp of what the database has.
-- Returns how many keys have a later change, which has its turn now.
-- Atomic: a change that comes meanwhile must neither be removed with the one that was written, nor find a record that is about to vanish.
local GROUP, PENDING = 'writers', 'P'
local later = 0
for i = 1, #ARGV, 3 do
  local record, key, stamp = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local mine = false
  if record ~= '' then
    redis.call('XACK', KEYS[1], GROUP, record)
    mine = redis.call('XDEL', KEYS[1], record) == 1
  end
  local change = redis.call('HGET', KEYS[2], key)
  if change and struct.unpack('>I8', change) <= stamp then
    redis.call('HDEL', KEYS[2], key)
    redis.call('HDEL', KEYS[3], key)
  elseif change and mine and string.sub(change, 9, 9) == PENDING then
    redis.call('XADD', KEYS[1], '*', 'k', key)
    later = later + 1
  end
end
return later
