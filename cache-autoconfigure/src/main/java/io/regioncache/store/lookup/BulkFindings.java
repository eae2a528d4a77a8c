package io.regioncache.store.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What was found so far of the entries that are looked up together.
 */
final class BulkFindings {

	private final List<EntryQuery> queries;

	/** Which of the queries are asked. */
	private final List<Integer> asked;

	private final Lookup[] found;

	/** What was read of those that are asked, in their order. */
	private final StoredBytes[] read;

	/**
	 * Begin.
	 * @param mayAsk whether the server of an entry is asked; if not, the entry is
	 * unavailable
	 */
	BulkFindings(List<EntryQuery> queries, Predicate<EntryKey> mayAsk) {
		this.queries = queries;
		this.asked = IntStream.range(0, queries.size())
			.filter((index) -> mayAsk.test(queries.get(index).key()))
			.boxed()
			.toList();
		this.found = queries.stream().map((query) -> Lookup.UNAVAILABLE).toArray(Lookup[]::new);
		this.read = new StoredBytes[this.asked.size()];
	}

	/**
	 * Return what was found, in the order of the queries.
	 */
	Lookup[] all() {
		return this.found;
	}

	/**
	 * Return how many entries are asked for.
	 */
	int size() {
		return this.asked.size();
	}

	/**
	 * Return one of the queries that are asked.
	 */
	EntryQuery query(int asked) {
		return this.queries.get(this.asked.get(asked));
	}

	List<EntryKey> keys() {
		return this.asked.stream().map((index) -> this.queries.get(index).key()).toList();
	}

	/**
	 * Return all that is asked, with the scopes that each is thought to have.
	 */
	Unjudged unjudged() {
		Unjudged unjudged = new Unjudged();
		for (int i = 0; i < size(); i++) {
			unjudged.add(i, query(i).key().scopesWith(query(i).tags()));
		}
		return unjudged;
	}

	StoredBytes read(int asked) {
		return this.read[asked];
	}

	/**
	 * Take what commands have read under the key of an entry.
	 */
	StoredBytes read(int asked, BulkLookupCommands commands) {
		StoredBytes read = new StoredBytes(commands.bytes(asked), commands.isForeign(asked));
		this.read[asked] = read;
		return read;
	}

	/**
	 * Take the markers of an entry that was read.
	 */
	void found(int asked, Markers markers) {
		StoredBytes read = this.read[asked];
		this.found[this.asked.get(asked)] = new Lookup(markers, read.bytes(), read.foreign());
	}

	void failed(int asked, Lookup failed) {
		this.found[this.asked.get(asked)] = failed;
	}

	void failed(Lookup failed) {
		this.asked.forEach((index) -> this.found[index] = failed);
	}

	/**
	 * Which of those that are asked still take markers to be judged.
	 *
	 * @param asked which
	 * @param scopes the scopes of each
	 */
	record Unjudged(List<Integer> asked, List<Scope[]> scopes) {

		Unjudged() {
			this(new ArrayList<>(), new ArrayList<>());
		}

		void add(int asked, Scope[] scopes) {
			this.asked.add(asked);
			this.scopes.add(scopes);
		}

	}

	/**
	 * What lies under the key of an entry.
	 */
	record StoredBytes(byte @Nullable [] bytes, boolean foreign) {

		/**
		 * Return the head of the entry.
		 * @param asked tags that it may have, among other scopes
		 */
		@Nullable EntryHead head(Scope[] asked) {
			byte[] bytes = this.bytes;
			return (bytes != null) ? EntryHead.of(bytes, asked) : null;
		}

	}

}
