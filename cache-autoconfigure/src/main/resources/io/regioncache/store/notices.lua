-- Included by the scripts that read or write notices; KEYS: 1 metadata, 2 log. A notice is a record about the region itself: that an epoch has begun, and that a writer has
-- registered or left. Its body is text, its parts separated by spaces.
--include marking.lua
local BEGUN, REGISTERED, LEFT = 'N', 'P', 'D'
local MAX_ANCESTORS, MAX_WRITERS, LOG_CAP = 16, 65536, 100000

-- The registered writers of a region, each as its epoch, its id and the regions that have to read what it invalidates.
local function writers(region)
  local found = {}
  for epoch, id, readers in string.gmatch(redis.call('HGET', KEYS[1], 'g:' .. region) or '', '(%x+)%.(%x+)%.(%S*)') do
    found[#found + 1] = {epoch = epoch, id = id, readers = readers}
  end
  return found
end

local function storeWriters(region, found)
  local texts, length = {}, 0
  for i, writer in ipairs(found) do
    texts[i] = writer.epoch .. '.' .. writer.id .. '.' .. writer.readers
    length = length + #texts[i]
  end
  if length > MAX_WRITERS then
    -- One that no region trusts
    texts = {found[1].epoch .. '.0.'}
  end
  if #texts > 0 then
    redis.call('HSET', KEYS[1], 'g:' .. region, table.concat(texts, ' '))
  else
    redis.call('HDEL', KEYS[1], 'g:' .. region)
  end
end

local function has(list, name)
  return string.find(',' .. list .. ',', ',' .. name .. ',', 1, true) ~= nil
end

-- What a notice changes about the writers of its region.
local function register(region, epoch, id, replaced, readers)
  local left = {}
  for _, writer in ipairs(writers(region)) do
    if writer.id ~= id and not has(replaced, writer.id) then
      left[#left + 1] = writer
    end
  end
  if readers then
    left[#left + 1] = {epoch = epoch, id = id, readers = readers}
  end
  storeWriters(region, left)
end

-- Writes a notice of this region, in a step of its own.
local function notify(kind, epoch, body)
  local clock = redis.call('HINCRBY', KEYS[1], 'clock', 1)
  local own = redis.call('HINCRBY', KEYS[1], 'o:' .. epoch, 1)
  append(epoch, clock, LOG_CAP, {{kind, 0, epoch, own, now(), body}})
  tell(epoch, clock)
  return {epoch, exact(clock), exact(own), redis.call('HGET', KEYS[1], 'seq')}
end

-- The log ends with its last record. Redis counts on past it when it loads an append-only file twice that once was cut within a step: then it does the
-- half of that step that was left.
local function endLog()
  local last = redis.pcall('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local sequence = last and tonumber(string.match(last[1], '^(%d+)-0$') or '')
  if sequence and sequence < (tonumber(redis.call('HGET', KEYS[1], 'seq') or '0') or 0) then
    redis.call('HSET', KEYS[1], 'seq', exact(sequence))
  end
end

-- Notes where the log and the clock of an epoch end. Its entries, and those of the epochs before, count again once the region has recovered.
local function descend(former)
  endLog()
  local entries = {}
  for ancestor in string.gmatch(redis.call('HGET', KEYS[1], 'ancestors') or '', '%S+') do
    entries[#entries + 1] = ancestor
  end
  entries[#entries + 1] = former .. ':' .. (redis.call('HGET', KEYS[1], 'clock') or '0')
  redis.call('HSET', KEYS[1], 'ancestors', table.concat(entries, ' ', math.max(1, #entries - MAX_ANCESTORS + 1)), 'begun', exact(now()))
  local ancestors = {}
  for ancestor in string.gmatch(redis.call('HGET', KEYS[1], 'lineage') or '', '%S+') do
    ancestors[#ancestors + 1] = ancestor
  end
  ancestors[#ancestors + 1] = former .. ':' .. (redis.call('HGET', KEYS[1], 'seq') or '0')
  redis.call('HSET', KEYS[1], 'lineage', table.concat(ancestors, ' ', math.max(1, #ancestors - MAX_ANCESTORS + 1)))
end

-- Names the former epochs of a region whose server has lost everything: no record of their logs is left, and none of their entries counts.
local function succeed(former)
  local ancestors = {}
  for epoch in string.gmatch(former, '%x+') do
    ancestors[#ancestors + 1] = epoch .. ':0'
  end
  if #ancestors > 0 then
    redis.call('HSET', KEYS[1], 'lineage', table.concat(ancestors, ' ', math.max(1, #ancestors - MAX_ANCESTORS + 1)))
  end
end

local function beginGuarded(epoch, region)
  for _, writer in ipairs(writers(region)) do
    redis.call('HDEL', KEYS[1], 'p:' .. writer.id, 'l:' .. writer.id)
  end
  -- Those who are to be awaited are known to the other regions
  redis.call('HDEL', KEYS[1], 'g:' .. region)
  redis.call('HSET', KEYS[1], 'guard', region)
  local lineage = redis.call('HGET', KEYS[1], 'lineage') or ''
  notify(BEGUN, epoch, region .. (lineage ~= '' and ' ' .. lineage or ''))
end

-- For which epochs of a region nothing that was invalidated in them is lost: neither here nor in its own log, once nobody is awaited.
local function vouch(region, epoch)
  local vouched = {}
  for known in string.gmatch(redis.call('HGET', KEYS[1], 'v:' .. region) or '', '%x+') do
    vouched[#vouched + 1] = known
  end
  vouched[#vouched + 1] = epoch
  redis.call('HSET', KEYS[1], 'v:' .. region, table.concat(vouched, ' ', math.max(1, #vouched - MAX_ANCESTORS)))
end

-- Everything was marked, because something of the epochs before may be lost.
local function disown(region, epoch)
  redis.call('HSET', KEYS[1], 'v:' .. region, epoch)
end

-- How long the writers of a region that has begun an epoch may take to send again what they had invalidated.
local MAX_WAIT = 10000

local function awaited(region, epoch)
  local former = {}
  for _, writer in ipairs(writers(region)) do
    if writer.epoch ~= epoch then
      former[#former + 1] = writer
    end
  end
  return former
end

-- Awaits no former writer of a region any more.
local function settleRegion(region, epoch)
  local present = {}
  for _, writer in ipairs(writers(region)) do
    if writer.epoch == epoch then
      present[#present + 1] = writer
    end
  end
  storeWriters(region, present)
  redis.call('HDEL', KEYS[1], 'n:' .. region)
end

-- Whether an epoch of a region descends from one that is known here, and this region has been level with it since its own epoch began.
local function isExplained(region, lineage)
  if redis.call('HGET', KEYS[1], 'w:' .. region) ~= redis.call('HGET', KEYS[1], 'epoch') then
    return false
  end
  for ancestor in string.gmatch(lineage, '(%x+):%d+') do
    if redis.call('HGET', KEYS[1], 'o:' .. ancestor) then
      return true
    end
  end
  return false
end

-- Whether nothing was ever read of a region, as of one that is added: so nothing of it can have been lost on the way.
local function isNew(region)
  for _, field in ipairs({'s:', 'g:', 'w:', 'v:', 'a:'}) do
    if redis.call('HGET', KEYS[1], field .. region) then
      return false
    end
  end
  return true
end

-- Takes a notice out of the log of the region that it is about. Returns whether everything has to be marked, and whether an epoch turned out to have lost nothing.
local function heed(kind, epoch, body, source, home)
  local region, rest = string.match(body, '^(%S+) ?(.*)$')
  if region ~= source then
    return kind == BEGUN
  end
  if kind == BEGUN then
    local read = ' ' .. (redis.call('HGET', KEYS[1], 'a:' .. region) or '')
    -- Where to go on if the region falls back to data from before this epoch
    redis.call('HSET', KEYS[1], 'a:' .. region, rest)
    local former = awaited(region, epoch)
    if #former == 0 and redis.call('HGET', KEYS[1], 'v:' .. region) == epoch then
      -- The epoch in which the region was met, from its beginning
      return false
    end
    -- One that was read before is read again where the server was empty in between, and its data are back
    local again = string.match(read, ' ' .. epoch .. ':%d+') or ''
    local trusted = isExplained(region, rest .. again)
    for _, writer in ipairs(former) do
      trusted = trusted and has(writer.readers, home)
    end
    if not trusted then
      settleRegion(region, epoch)
      disown(region, epoch)
      return true
    end
    vouch(region, epoch)
    local _, deadline = string.match(redis.call('HGET', KEYS[1], 'n:' .. region) or '', '^(%x+):(%d+)$')
    if #former > 0 then
      redis.call('HSET', KEYS[1], 'n:' .. region, epoch .. ':' .. (deadline or exact(now() + MAX_WAIT)))
    end
    return false, #former == 0
  end
  local id, replaced, readers = string.match(rest, '^(%x+) ?(%S*) ?(%S*)$')
  if not id then
    return true
  end
  register(region, epoch, id, replaced, kind == REGISTERED and readers or nil)
  local begun = string.match(redis.call('HGET', KEYS[1], 'n:' .. region) or '', '^(%x+):')
  if begun and #awaited(region, begun) == 0 then
    redis.call('HDEL', KEYS[1], 'n:' .. region)
    return false, true
  end
  return false
end
