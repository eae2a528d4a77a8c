#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch to begin with if one is due, 2 format version, 3 an epoch that has ended, if any.
-- Returns {epoch, clock, beat, 1 if a transaction holds anything else 0}. Advances the beat; begins an epoch and a log if there is none, it has ended, or the reign is new.
-- Atomic: nodes that attach at once must agree on one epoch, and nobody may read the old one beside a new reign.
--include marking.lua
local reign = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if not reign then
  return redis.error_reply('REIGN this server does not tell its master_replid')
end
local known = redis.call('HMGET', KEYS[1], 'epoch', 'reign', 'fv')
if known[3] and known[3] ~= ARGV[2] then
  return redis.error_reply('FORMAT metadata is of version ' .. known[3] .. ', this node writes version ' .. ARGV[2])
end
if not known[1] or known[1] == ARGV[3] or known[2] ~= reign then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'reign', reign, 'fv', ARGV[2])
  learn({ARGV[1], 0})
  redis.call('UNLINK', KEYS[2])
end
local beat = redis.call('HINCRBY', KEYS[1], 'beat', 1)
local now = redis.call('HMGET', KEYS[1], 'epoch', 'clock', 'held')
return {now[1], now[2] or '0', tostring(beat), now[3] and 1 or 0}
