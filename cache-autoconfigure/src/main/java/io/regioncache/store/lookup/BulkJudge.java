package io.regioncache.store.lookup;

import java.util.List;

import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import io.regioncache.store.lookup.BulkFindings.StoredBytes;
import io.regioncache.store.lookup.BulkFindings.Unjudged;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Finds the markers of entries that are looked up together: those that are followed, or
 * those that were read.
 */
final class BulkJudge {

	private final EntryLookups lookups;

	private final Session session;

	private final @Nullable Follower follower;

	private final BulkFindings findings;

	BulkJudge(EntryLookups lookups, Session session, @Nullable Follower follower, BulkFindings findings) {
		this.lookups = lookups;
		this.session = session;
		this.follower = follower;
		this.findings = findings;
	}

	/**
	 * Return why nothing can be judged, or {@code null} if it can.
	 */
	@Nullable Throwable failure(BulkLookupCommands commands) {
		Throwable failure = commands.metadataFailure();
		return (failure == null && this.session.isOneConnection()) ? commands.failure(0) : failure;
	}

	/**
	 * Judge entries by the markers followed.
	 * @return those whose markers have to be read
	 */
	Unjudged judge(BulkLookupCommands commands, FollowerState state) {
		Unjudged rest = new Unjudged();
		for (int i = 0; i < this.findings.size(); i++) {
			Scope[] unjudged = judge(i, this.findings.read(i, commands), state);
			if (unjudged != null) {
				rest.add(i, unjudged);
			}
		}
		return rest;
	}

	/**
	 * Judge an entry by the markers followed.
	 * @return the scopes whose markers it still takes; {@code null} if it is judged
	 */
	private Scope @Nullable [] judge(int asked, StoredBytes stored, FollowerState state) {
		EntryQuery query = this.findings.query(asked);
		Scope[] expected = query.key().scopesWith(query.tags());
		EntryHead head = stored.head(expected);
		Scope[] covering = (head != null) ? head.scopesWith(expected, query.key().scopes().length) : expected;
		Markers markers = state.judging(query.key(), head, covering);
		if (markers == null) {
			return covering;
		}
		found(asked, markers, true);
		return null;
	}

	/**
	 * Judge entries by the markers that were read for them.
	 */
	void judge(BulkLookupCommands commands, MetadataNumbers metadata, Question question) {
		compare(metadata.progress(), question.sent);
		List<Integer> judged = question.unjudged.asked();
		for (int i = 0; i < judged.size(); i++) {
			int asked = judged.get(i);
			Throwable failure = commands.failure(i);
			if (failure != null) {
				this.findings.failed(asked, this.lookups.failed(this.session, failure));
			}
			else {
				StoredBytes read = question.reads ? this.findings.read(asked, commands) : this.findings.read(asked);
				judge(asked, read, commands.markers(metadata, i, this.findings.query(asked).own())
					.in(this.session.observed().lineage()));
			}
		}
	}

	private void judge(int asked, StoredBytes read, Markers markers) {
		if (this.follower != null) {
			this.follower.learn(this.findings.query(asked).key(), read.bytes(), markers);
		}
		found(asked, markers, false);
	}

	private void found(int asked, Markers markers, boolean alone) {
		if (this.findings.read(asked).bytes() != null) {
			this.lookups.found(alone);
		}
		this.findings.found(asked, markers);
	}

	private void compare(RegionClock progress, long sent) {
		this.session.observe(progress, sent);
		if (this.follower != null) {
			this.follower.compare(progress, sent);
		}
	}

	/**
	 * A question for markers.
	 *
	 * @param unjudged of which they are read
	 * @param reads whether the entries are read as well
	 * @param sent when it was asked, in nanoseconds
	 * @param before how far the region had come by then
	 */
	record Question(Unjudged unjudged, boolean reads, long sent, RegionClock before) {

	}

}
