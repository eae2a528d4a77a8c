#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 id of the transaction, 2 ms until its holds lapse, then the fields to hold.
-- Returns {how many of the fields are held now}; fewer than asked for where too many transactions hold one at once, or without an epoch.
-- Atomic: a marker written between reading a field and holding it would be lost.
--include marking.lua
local MOST = 64
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock')
if not state[1] then
  return {0}
end
local fields, held = heldFields(), 0
local deadline = exact(now() + tonumber(ARGV[2]))
for i = 3, #ARGV do
  local holds, marker = split(redis.call('HGET', KEYS[1], ARGV[i]))
  local _, already = string.gsub(holds, '=', '')
  if already < MOST then
    write(ARGV[i], 'h' .. string.sub(holds, 2, -2) .. ARGV[1] .. '=' .. deadline .. ' ;' .. marker)
    fields[ARGV[i]] = true
    held = held + 1
  end
end
storeHeld(fields)
if held > 0 then
  tell(state[1], tonumber(state[2] or '0'))
end
return {held}
