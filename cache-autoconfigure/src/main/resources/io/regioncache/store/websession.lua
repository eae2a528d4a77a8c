#!lua
-- KEYS: 1 session. ARGV: 1 what to do: 'create', 'change', or 'merge' what another region holds, 2 time to live in ms, 3 fields and values, each with its length in four bytes,
-- 4 after how many ms it is shipped again though only the time of the last access has changed; empty to ship it.
-- Returns 1 if it was written, 0 if there is none to change or what was to be merged is too old; then the whole session if it is to be shipped.
-- Atomic: two requests that change it at once must both be seen. Each field has a version, which is later than all others of the session, and begins with this server's time.
local mode, ttl, given = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function number(text)
  local value = tonumber(text or '0') or 0
  return value >= 0 and value < 2^53 and value or 0
end
-- A version that no server can have given is none
local function versionOf(value)
  local version = value and #value >= 8 and struct.unpack('>d', value) or -1
  return version >= 0 and version < 2^52 and version or -1
end
local held = redis.pcall('HMGET', KEYS[1], 'v', 'a', 'h')
if held.err then
  -- It is no session, and would be in the way for ever
  redis.call('UNLINK', KEYS[1])
  held = {}
end
if mode == 'change' and not held[1] then
  return {0}
end
local version, accessed, shipped = number(held[1]), number(held[2]), number(held[3])
local next, at, changed = math.max(version + 1, now), 1, false
local fields = {}
while at <= #given do
  local name, value
  name, at = struct.unpack('>I4c0', given, at)
  value, at = struct.unpack('>I4c0', given, at)
  fields[#fields + 1], fields[#fields + 2] = name, value
end
local writes = {}
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == 'a' then
    accessed = math.max(accessed, number(value))
  elseif name == 'h' then
    -- What was long on its way has so much less to live
    ttl = mode == 'merge' and math.min(ttl, math.floor(ttl - (now - number(value)) / 1000)) or ttl
    if ttl <= 0 then
      return {0}
    end
  elseif mode ~= 'merge' then
    writes[#writes + 1], writes[#writes + 2] = name, struct.pack('>d', next) .. value
    version, changed = next, true
  elseif name ~= 'v' and #value >= 8 then
    local theirs, former = versionOf(value), redis.call('HGET', KEYS[1], name)
    local ours = versionOf(former)
    if theirs > ours or theirs == ours and theirs >= 0 and redis.sha1hex(value) > redis.sha1hex(former) then
      writes[#writes + 1], writes[#writes + 2] = name, value
    end
    version = math.max(version, theirs)
  end
end
local ships = mode ~= 'merge' and (ARGV[4] == '' or now - shipped >= tonumber(ARGV[4]) * 1000)
if ships or mode == 'merge' then
  writes[#writes + 1], writes[#writes + 2] = 'h', string.format('%.0f', now)
end
writes[#writes + 1], writes[#writes + 2] = 'v', string.format('%.0f', version)
writes[#writes + 1], writes[#writes + 2] = 'a', string.format('%.0f', accessed)
for i = 1, #writes, 1000 do
  redis.call('HSET', KEYS[1], unpack(writes, i, math.min(i + 999, #writes)))
end
if mode == 'merge' then
  ttl = math.max(ttl, redis.call('PTTL', KEYS[1]))
end
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ttl))
if not ships then
  return {1}
end
local parts = {}
for i, part in ipairs(redis.call('HGETALL', KEYS[1])) do
  parts[i] = struct.pack('>I4', #part) .. part
end
return {1, table.concat(parts)}
