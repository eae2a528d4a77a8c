#!lua flags=allow-oom
-- KEYS: 1 metadata, 2 log. ARGV: 1 epoch to begin with if one is due, 2 format version, 3 an epoch that has ended, if any, 4 name of the region if its writers are to register, else empty,
-- 5 the former epochs of the region that this process has known, if its writers registered in them, separated by blanks; - to leave a region without an epoch to its own processes.
-- Returns {epoch, clock, beat, 1 if a transaction holds anything else 0, 1 if writers register else 0, the former epochs whose entries count, each with the clock up to which they do, or ? while that is undecided}. Advances the beat; begins an epoch if there is none, it has ended, the reign is
-- new, or writers are to register from now on. A log goes on if all of its writers have registered, and tells where the epoch branches off; else it begins anew. Where everything is lost, the processes know the former epochs.
-- Atomic: nodes that attach at once must agree on one epoch, and nobody may read the old one beside a new reign.
--include notices.lua
local RECENT = 2000
local info = redis.call('INFO', 'replication')
local reign = string.match(info, 'master_replid:(%x+)')
if not reign then
  return redis.error_reply('REIGN this server does not tell its master_replid')
end
local known = redis.call('HMGET', KEYS[1], 'epoch', 'reign', 'fv', 'run', 'at', 'guard')
if known[3] and known[3] ~= ARGV[2] then
  return redis.error_reply('FORMAT metadata is of version ' .. known[3] .. ', this node writes version ' .. ARGV[2])
end
if not known[1] and ARGV[5] == '-' then
  return redis.error_reply('EMPTY the region has no epoch yet; one of its own processes has to begin it')
end
-- The process that serves under a reign; empty if the server does not tell.
local function runUnder(replid)
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  return run and replid .. '/' .. run or ''
end
-- A primary also takes a new id when its first replica comes, and when its last has been gone for repl-backlog-ttl. It keeps no second id
-- then, as it does after a promotion, and forgets one no sooner than that: so since the last attach it has not been a replica.
local function continues()
  local age = now() - (tonumber(known[5]) or 0)
  return age >= 0 and age <= RECENT and string.match(info, 'master_replid2:0+%s') and known[4] ~= ''
    and known[4] == runUnder(known[2])
end
local guarded, wanted = known[1] and known[6], ARGV[4] ~= '' and ARGV[4] or nil
if not known[1] or known[1] == ARGV[3] or known[2] ~= reign and not continues() or wanted and not guarded then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'reign', reign, 'fv', ARGV[2], 'run', runUnder(reign))
  learn({ARGV[1], 0})
  if guarded then
    descend(known[1])
  else
    redis.call('UNLINK', KEYS[2])
    redis.call('HDEL', KEYS[1], 'lineage', 'ancestors')
    if not known[1] and wanted then
      succeed(ARGV[5] or '')
    end
  end
  if guarded or wanted then
    beginGuarded(ARGV[1], guarded or wanted)
  else
    tell(ARGV[1], tonumber(redis.call('HGET', KEYS[1], 'clock') or '0'))
  end
elseif string.sub(known[4] or '', 1, #reign + 1) ~= reign .. '/' then
  redis.call('HSET', KEYS[1], 'reign', reign, 'run', runUnder(reign))
end
local beat = redis.call('HINCRBY', KEYS[1], 'beat', 1)
redis.call('HSET', KEYS[1], 'at', exact(now()))
local state = redis.call('HMGET', KEYS[1], 'epoch', 'clock', 'held', 'guard', 'settled', 'ancestors')
local lineage = (not state[6] or state[5] == state[1]) and (state[6] or '') or '?'
return {state[1], state[2] or '0', tostring(beat), state[3] and 1 or 0, state[4] and 1 or 0, lineage}
