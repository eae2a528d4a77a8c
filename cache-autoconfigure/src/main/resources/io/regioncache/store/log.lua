-- Included by the scripts that write records; KEYS: 1 metadata, 2 log.
local function exact(number)
  return string.format('%.0f', number)
end

-- The 16 digits of an epoch as eight bytes.
local function bytes(epoch)
  return struct.pack('>I4I4', tonumber(string.sub(epoch, 1, 8), 16) or 0, tonumber(string.sub(epoch, 9, 16), 16) or 0)
end

local read

-- In milliseconds, the same for all that one script does.
local function now()
  if not read then
    local time = redis.call('TIME')
    read = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  return read
end

-- A frame before the record to which a trace context belongs. To a reader that does not know it, it is a record of another epoch.
local function context(trace)
  return '\1C\0' .. string.rep('\0', 39) .. '\1' .. string.rep('\0', 8) .. trace
end

local function framed(bytes)
  return struct.pack('>I4', #bytes) .. bytes
end

-- Records: {kind, flags, epoch of the origin, its sequence, ms when it was published, body, trace context if any}. Each is added to the
-- log under the next sequence and published. What cannot be added makes a gap, which every reader finds. Returns the
-- sequence of the last.
local function append(epoch, clock, cap, records)
  if #records == 0 then
    return
  end
  local sequence = redis.call('HINCRBY', KEYS[1], 'seq', #records) - #records
  local published = {}
  for i, record in ipairs(records) do
    local all = '\1' .. record[1] .. string.char(record[2]) .. bytes(epoch) .. struct.pack('>I8I8', sequence + i, clock)
      .. bytes(record[3]) .. struct.pack('>I8I8', record[4], record[5]) .. record[6]
    local id = exact(sequence + i) .. '-0'
    local trace = record[7] or ''
    local added = trace == '' and redis.pcall('XADD', KEYS[2], 'MAXLEN', '~', cap, id, 'r', all)
      or redis.pcall('XADD', KEYS[2], 'MAXLEN', '~', cap, id, 'r', all, 't', trace)
    if type(added) == 'table' and added.err then
      redis.call('UNLINK', KEYS[2])
      redis.call('XADD', KEYS[2], id, 'r', all)
    end
    if trace ~= '' then
      published[#published + 1] = framed(context(trace))
    end
    published[#published + 1] = framed(all)
  end
  redis.call('SPUBLISH', KEYS[2], table.concat(published))
  return sequence + #records
end
