--include log.lua
-- Revocations of web sessions travel as marks of tags that no application can have. They are no markers, and are not compared with leases:
-- 'x:<session>' holds until when one is kept, in ms; 'y:<user>' the same, then ';', then '<issuer>:<number>' of each process that has revoked.
-- They are counted, so that they do not push out markers. Returns whether it was news, or nil if the field is a marker.
local function revoke(field)
  local session, life = string.match(field, '^t:~one:([^:]+):(%d+)$')
  local user, issuer, number
  if not session then
    user, issuer, number, life = string.match(field, '^t:~all:([^:]+):([^:]+):(%d+):(%d+)$')
    if not user then
      return nil
    end
  end
  local name = session and 'x:' .. session or 'y:' .. user
  local stored = redis.call('HGET', KEYS[1], name)
  local kept, issued = string.match(stored or '', '^(%d+)[^;]*;?(.*)$')
  local till = math.max(tonumber(kept or '0'), now() + tonumber(life) * 1000)
  local news, value = not kept, exact(till)
  if user then
    local issuers = {}
    for other, count in string.gmatch(issued or '', '([^: ]+):(%d+)') do
      if other ~= issuer then
        issuers[#issuers + 1] = other .. ':' .. count
      elseif tonumber(count) >= tonumber(number) then
        number, issuer = count, other
      end
    end
    local own = issuer .. ':' .. number
    news = not string.find(' ' .. (issued or '') .. ' ', ' ' .. own .. ' ', 1, true)
    issuers[#issuers + 1] = own
    value = value .. ';' .. table.concat(issuers, ' ')
  end
  if not stored then
    redis.call('HINCRBY', KEYS[1], 'xs', 1)
  end
  redis.call('HSET', KEYS[1], name, value)
  return news
end
