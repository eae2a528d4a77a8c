#!lua
-- KEYS: 1 bucket. ARGV: 1 units it holds, 2 units a token costs, 3 units refilled in a microsecond, 4 tokens to take (negative: give back), 5 'force' takes them in any case.
-- Returns 1 if the tokens were taken, else 0; the whole tokens left; the microseconds until there is one more.
-- Atomic: no two callers take the same token. The time is this server's: no clock of a node takes part. A bucket expires when it is full.
local capacity, token, refill = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time, bucket = redis.call('TIME'), redis.call('GET', KEYS[1])
local now = time[1] * 1000000 + time[2]
local taken, setBack = 0, false
if bucket and #bucket == 24 then
  local units, at, unit = struct.unpack('>ddd', bucket)
  if units >= 0 and at >= 0 and unit > 0 then
    -- A token has another size by another deployment, or by another share of the same limit
    taken = (unit == token) and units or math.ceil(units / unit * token)
    -- Where the server's clock was set back, time begins to pass anew
    setBack = now < at
    taken = setBack and taken or math.max(0, taken - (now - at) * refill)
  end
end
local after = math.max(0, taken + ARGV[4] * token)
local admitted = after <= capacity or ARGV[5] == 'force'
if admitted then
  taken = after
end
if admitted or setBack then
  redis.call('SET', KEYS[1], struct.pack('>ddd', taken, now, token), 'PX', math.ceil(taken / refill / 1000) + 1)
end
local left = math.max(0, math.floor((capacity - taken) / token))
return { admitted and 1 or 0, left, math.max(0, math.ceil(((left + 1) * token - capacity + taken) / refill)) }
