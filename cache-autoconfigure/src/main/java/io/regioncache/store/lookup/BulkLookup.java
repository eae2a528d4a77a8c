package io.regioncache.store.lookup;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.BulkFindings.Unjudged;
import io.regioncache.store.lookup.BulkJudge.Question;
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

	private final BulkFindings findings;

	private final BulkJudge judge;

	private final CompletableFuture<Lookup[]> answer = new CompletableFuture<>();

	private final AtomicBoolean attached = new AtomicBoolean();

	private final AtomicReference<@Nullable BulkLookupCommands> commands = new AtomicReference<>();

	private BulkLookup(EntryLookups lookups, Session session, List<EntryQuery> queries) {
		this.lookups = lookups;
		this.link = lookups.link();
		this.session = session;
		this.follower = lookups.followers().of(session);
		this.findings = new BulkFindings(queries, (key) -> this.link.health().mayAsk(session, key.redisKey()));
		this.judge = new BulkJudge(lookups, session, this.follower, this.findings);
	}

	/**
	 * Look entries up.
	 * @param lookups looks them up one by one, and where a replica may answer
	 * @param queries the entries
	 * @return the lookups, sent in one write to each server that is asked
	 */
	public static PendingLookups send(EntryLookups lookups, Session session, List<EntryQuery> queries) {
		if (lookups.hasReplica()) {
			return SeparateLookups.send(queries,
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
		BulkLookupCommands commands = this.commands.get();
		if (commands != null) {
			commands.fail(this.link.health().late());
		}
		complete();
	}

	private void complete() {
		this.answer.complete(this.findings.all());
	}

	private void send() {
		Follower follower = this.follower;
		if (this.findings.size() == 0) {
			complete();
		}
		else if (follower != null && follower.isLevel()) {
			dispatch(this.findings.keys(), null, (commands) -> answered(commands, follower));
		}
		else {
			sendWhole();
		}
	}

	private void sendWhole() {
		sendWithMarkers(this.findings.keys(), this.findings.unjudged());
	}

	/**
	 * Ask for markers.
	 * @param keys the entries to read, none if they were
	 * @param unjudged of which the markers are read
	 */
	private void sendWithMarkers(List<EntryKey> keys, Unjudged unjudged) {
		Question question = new Question(unjudged, !keys.isEmpty(), this.session.now(), this.session.progress());
		dispatch(keys, unjudged.scopes().toArray(Scope[][]::new), (commands) -> answered(commands, question));
	}

	private void dispatch(List<EntryKey> keys, Scope @Nullable [][] scopes, Consumer<BulkLookupCommands> ended) {
		BulkLookupCommands commands = new BulkLookupCommands(this.lookups.keys(), keys, scopes,
				this.session.isOneConnection(), ended);
		this.commands.set(commands);
		try {
			this.session.lookup(commands);
		}
		catch (RuntimeException ex) {
			commands.fail(ex);
		}
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
		Unjudged rest = this.judge.judge(commands, follower.state());
		if (rest.asked().isEmpty()) {
			complete();
		}
		else if (!this.answer.isDone()) {
			sendWithMarkers(List.of(), rest);
		}
	}

	private void answered(BulkLookupCommands commands, Question question) {
		if (question.reads() && !this.session.isOneConnection()) {
			NodeAnswers.of(this.session, this.findings.keys(), commands).note(this.link.health());
		}
		Throwable failure = this.judge.failure(commands);
		MetadataNumbers metadata = commands.numbers();
		if (failure != null || metadata == null) {
			failed((failure != null) ? failure : this.link.health().late());
			return;
		}
		answered(commands, metadata, question);
	}

	private void answered(BulkLookupCommands commands, MetadataNumbers metadata, Question question) {
		this.link.health().succeeded();
		this.session.answeredOnLoop();
		if (!metadata.hasEpoch()) {
			attach();
			return;
		}
		if (metadata.progress().isBehind(question.before())) {
			this.link.health().lost(this.session, "server state went backwards");
		}
		else {
			this.judge.judge(commands, metadata, question);
		}
		complete();
	}

	/**
	 * Attach to a region that has lost its metadata, and ask once more.
	 */
	private void attach() {
		if (this.attached.compareAndSet(false, true)) {
			this.session.attach().whenComplete((done, ex) -> sendWhole());
		}
		else {
			complete();
		}
	}

	private void failed(Throwable cause) {
		this.link.health().failed(this.session, cause);
		this.findings.failed(this.lookups.failed(this.session, cause));
		complete();
	}

}
