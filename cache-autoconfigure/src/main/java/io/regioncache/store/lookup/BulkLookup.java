package io.regioncache.store.lookup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.session.Failures;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of many entries under way, in one round trip: it tells of each of them what a
 * {@link PendingLookup} of it would have told.
 */
public final class BulkLookup implements PendingLookups {

	private final EntryLookups lookups;

	private final RedisLink link;

	private final Session session;

	private final @Nullable Follower follower;

	private final List<EntryQuery> queries;

	/** Which of the queries are asked: those whose node is not kept away from. */
	private final List<Integer> asked = new ArrayList<>();

	private final Lookup[] found;

	/** What was read of those that are asked, in their order. */
	private final StoredBytes[] read;

	private final CompletableFuture<Lookup[]> answer = new CompletableFuture<>();

	private boolean attached;

	private long sent;

	private RegionClock before = RegionClock.NONE;

	private volatile @Nullable BulkLookupCommands commands;

	private BulkLookup(EntryLookups lookups, Session session, List<EntryQuery> queries) {
		this.lookups = lookups;
		this.link = lookups.link();
		this.session = session;
		this.follower = lookups.followerOf(session);
		this.queries = queries;
		this.found = new Lookup[queries.size()];
		for (int i = 0; i < this.found.length; i++) {
			this.found[i] = Lookup.UNAVAILABLE;
			if (this.link.health().mayAsk(session, queries.get(i).key().redisKey())) {
				this.asked.add(i);
			}
		}
		this.read = new StoredBytes[this.asked.size()];
	}

	/**
	 * Look entries up.
	 * @param lookups looks them up one by one, and where a replica may answer
	 * @param session the session
	 * @param queries the entries
	 * @return the lookups, sent in one write to each server that is asked
	 */
	public static PendingLookups send(EntryLookups lookups, Session session, List<EntryQuery> queries) {
		if (lookups.hasReplica()) {
			return PendingLookups.each(queries,
					(query, lookup) -> lookups.send(session, query.key(), query.tags(), lookup), lookups::expire);
		}
		BulkLookup lookup = new BulkLookup(lookups, session, queries);
		lookup.send();
		return lookup;
	}

	@Override
	public CompletableFuture<Lookup[]> answer() {
		return this.answer;
	}

	@Override
	public void expire() {
		BulkLookupCommands commands = this.commands;
		if (commands != null) {
			commands.fail(this.link.health().late());
		}
		this.answer.complete(this.found);
	}

	private void send() {
		if (this.asked.isEmpty()) {
			this.answer.complete(this.found);
			return;
		}
		Follower follower = this.follower;
		if (follower != null && follower.isLevel()) {
			dispatch(keys(), null, (commands) -> answered(commands, follower));
		}
		else {
			sendWhole();
		}
	}

	private void sendWhole() {
		List<Integer> all = IntStream.range(0, this.asked.size()).boxed().toList();
		Scope[][] scopes = all.stream()
			.map((asked) -> query(asked).key().scopesWith(query(asked).tags()))
			.toArray(Scope[][]::new);
		sendWithMarkers(keys(), all, scopes, true);
	}

	/**
	 * Ask for markers.
	 * @param keys the entries to read, if they were not
	 * @param asked of which the markers are read
	 */
	private void sendWithMarkers(List<EntryKey> keys, List<Integer> asked, Scope[][] scopes, boolean reads) {
		this.sent = this.session.now();
		this.before = this.session.progress();
		dispatch(keys, scopes, (commands) -> answered(commands, asked, reads));
	}

	private void dispatch(List<EntryKey> keys, Scope @Nullable [][] scopes, Consumer<BulkLookupCommands> ended) {
		BulkLookupCommands commands = new BulkLookupCommands(this.lookups.keys(), keys, scopes,
				this.session.isOneConnection(), ended);
		this.commands = commands;
		try {
			this.session.lookup(commands);
		}
		catch (RuntimeException ex) {
			commands.fail(ex);
		}
	}

	private List<EntryKey> keys() {
		return this.asked.stream().map((index) -> this.queries.get(index).key()).toList();
	}

	private EntryQuery query(int asked) {
		return this.queries.get(this.asked.get(asked));
	}

	/**
	 * The entries alone, which the markers followed may judge.
	 */
	private void answered(BulkLookupCommands commands, Follower follower) {
		Throwable failure = commands.failure(0);
		if (failure != null) {
			failed(failure);
			return;
		}
		this.link.health().succeeded();
		FollowedMarkers.FollowerState state = follower.state();
		List<Integer> rest = new ArrayList<>();
		List<Scope[]> scopes = new ArrayList<>();
		for (int i = 0; i < this.asked.size(); i++) {
			Scope[] unjudged = judge(i, read(i, commands), state);
			if (unjudged != null) {
				rest.add(i);
				scopes.add(unjudged);
			}
		}
		if (rest.isEmpty()) {
			this.answer.complete(this.found);
		}
		else if (!this.answer.isDone()) {
			sendWithMarkers(List.of(), rest, scopes.toArray(Scope[][]::new), false);
		}
	}

	/**
	 * Judge an entry by the markers followed.
	 * @return the scopes whose markers it still takes; {@code null} if it is judged
	 */
	private Scope @Nullable [] judge(int asked, StoredBytes read, FollowedMarkers.FollowerState state) {
		EntryQuery query = query(asked);
		EntryKey key = query.key();
		EntryHead head = read.head();
		Scope[] covering = key.scopesWith((head != null) ? head.tagsWith(query.tags()) : query.tags());
		Markers markers = state.judging((head != null) ? head.lease() : null,
				() -> (head != null) ? head.fingerprint(key.redisKey()) : 0, covering, key.scopes().length);
		if (markers == null) {
			return covering;
		}
		if (head != null) {
			this.lookups.found(true);
		}
		found(asked, markers);
		return null;
	}

	private void answered(BulkLookupCommands commands, List<Integer> judged, boolean reads) {
		Throwable failure = commands.metadataFailure();
		MetadataNumbers metadata = commands.numbers();
		if (failure == null && this.session.isOneConnection()) {
			failure = commands.failure(0);
		}
		if (reads) {
			noteNodes(commands);
		}
		if (failure != null || metadata == null) {
			failed((failure != null) ? failure : this.link.health().late());
			return;
		}
		this.link.health().succeeded();
		this.session.answeredOnLoop();
		if (metadata.hasEpoch() && metadata.progress().isBehind(this.before)) {
			this.link.health().lost(this.session, "server state went backwards");
			this.answer.complete(this.found);
		}
		else if (metadata.hasEpoch()) {
			judge(commands, metadata, judged, reads);
			this.answer.complete(this.found);
		}
		else if (!this.attached) {
			this.attached = true;
			this.session.attach().whenComplete((done, ex) -> sendWhole());
		}
		else {
			this.answer.complete(this.found);
		}
	}

	private void judge(BulkLookupCommands commands, MetadataNumbers metadata, List<Integer> judged, boolean reads) {
		this.session.observe(metadata.progress(), this.sent);
		Follower follower = this.follower;
		if (follower != null) {
			follower.compare(metadata.progress(), this.sent);
		}
		for (int i = 0; i < judged.size(); i++) {
			int asked = judged.get(i);
			Throwable failure = commands.failure(i);
			if (failure != null) {
				this.found[this.asked.get(asked)] = lookupOf(failure);
				continue;
			}
			StoredBytes read = reads ? read(asked, commands) : this.read[asked];
			EntryKey key = query(asked).key();
			Markers markers = commands.markers(metadata, i, key.scopes().length);
			if (follower != null) {
				follow(follower, key, read, markers);
			}
			if (read.bytes() != null) {
				this.lookups.found(false);
			}
			found(asked, markers);
		}
	}

	private static void follow(Follower follower, EntryKey key, StoredBytes read, Markers markers) {
		FollowedMarkers.FollowerState state = follower.state();
		EntryHead head = state.following() ? read.head() : null;
		if (head != null && !state.judges(head.lease())) {
			follower.remember(key, head, markers);
		}
	}

	private StoredBytes read(int asked, BulkLookupCommands commands) {
		StoredBytes read = new StoredBytes(commands.bytes(asked), commands.isForeign(asked));
		this.read[asked] = read;
		return read;
	}

	private void found(int asked, Markers markers) {
		StoredBytes read = this.read[asked];
		this.found[this.asked.get(asked)] = new Lookup(markers, read.bytes(), read.foreign());
	}

	/**
	 * Note of each node of a cluster whether it has answered.
	 */
	private void noteNodes(BulkLookupCommands commands) {
		if (this.session.isOneConnection()) {
			return;
		}
		Map<String, @Nullable Throwable> nodes = new LinkedHashMap<>();
		for (int i = 0; i < this.asked.size(); i++) {
			String node = this.session.nodeOf(query(i).key().redisKey());
			if (node != null && nodes.get(node) == null) {
				nodes.put(node, commands.failure(i));
			}
		}
		nodes.forEach((node, failure) -> {
			if (failure == null) {
				this.link.health().succeededAt(node);
			}
			else {
				this.link.health().failedAt(node, failure);
			}
		});
	}

	private void failed(Throwable cause) {
		this.link.health().failed(this.session, cause);
		Lookup failed = lookupOf(cause);
		this.asked.forEach((index) -> this.found[index] = failed);
		this.answer.complete(this.found);
	}

	/**
	 * The end of a session and a missing right are reported for the region.
	 */
	private Lookup lookupOf(Throwable cause) {
		boolean reported = !this.session.isOpen() || Failures.isForbidden(cause);
		return reported ? Lookup.UNAVAILABLE : Lookup.failed(this.link.region(), Failures.describe(cause));
	}

	/**
	 * What lies under the key of an entry.
	 */
	private record StoredBytes(byte @Nullable [] bytes, boolean foreign) {

		@Nullable EntryHead head() {
			byte[] bytes = this.bytes;
			return (bytes != null) ? EntryHead.of(bytes) : null;
		}

	}

}
