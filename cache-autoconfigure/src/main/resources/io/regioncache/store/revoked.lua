#!lua flags=no-writes
-- KEYS: 1 metadata. ARGV: 1 page, '0' for the first, 2 about how many fields to look at.
-- Returns the epoch, the next page ('0' after the last), then the revocations of web sessions on this page, as fields to mark; nothing without an epoch.
-- Atomic: how much longer each is kept is told by this server's time alone.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  return {}
end
if not redis.call('HGET', KEYS[1], 'xs') then
  return {epoch, '0'}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'MATCH', '[xy]:*', 'COUNT', ARGV[2])
local found = {epoch, page[1]}
for i = 1, #page[2], 2 do
  local name, value = string.sub(page[2][i], 3), page[2][i + 1]
  local life = string.format('%.0f', math.max(1, math.ceil(((tonumber(string.match(value, '^%d+') or '0')) - now) / 1000)))
  if string.sub(page[2][i], 1, 1) == 'x' then
    found[#found + 1] = 't:~one:' .. name .. ':' .. life
  else
    for issuer, number in string.gmatch(string.match(value, ';(.*)$') or '', '([^: ]+):(%d+)') do
      found[#found + 1] = 't:~all:' .. name .. ':' .. issuer .. ':' .. number .. ':' .. life
    end
  end
end
return found
