package io.regioncache.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.model.LoggedRegion;
import io.regioncache.model.ModelRegion;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import org.jspecify.annotations.Nullable;

/**
 * The Redis of one region: metadata, log and entries, and all that can happen to them.
 */
final class SimulatedRegion {

	static final int KEYS = 3;

	private static final Scope CACHE = Scope.cache("books");

	private final String name;

	private final @Nullable Flaw flaw;

	private final LongSupplier epochs;

	private final Map<Integer, Stored> entries = new TreeMap<>();

	private final List<Former> formers = new ArrayList<>();

	private final Set<Long> unreadable = new TreeSet<>();

	private LoggedRegion state = LoggedRegion.LOST;

	private int reign;

	private int stores;

	SimulatedRegion(String name, @Nullable Flaw flaw, LongSupplier epochs) {
		this.name = name;
		this.flaw = flaw;
		this.epochs = epochs;
	}

	String name() {
		return this.name;
	}

	@Nullable Flaw flaw() {
		return this.flaw;
	}

	/**
	 * What a command finds that comes over a connection which has attached.
	 */
	LoggedRegion attached() {
		String serving = reign();
		if (!this.state.region().reign().equals(serving)) {
			this.state = this.state.attach(serving, this.epochs.getAsLong());
			this.unreadable.clear();
		}
		return this.state;
	}

	boolean isAttached() {
		return this.state.region().reign().equals(reign());
	}

	private String reign() {
		return this.name + this.reign;
	}

	LoggedRegion state() {
		return this.state;
	}

	void become(LoggedRegion state) {
		this.state = state;
	}

	/**
	 * Read the log from a place on, up to a record that cannot be read.
	 */
	List<LogRecord> recordsAfter(long sequence, int limit) {
		return attached().log()
			.stream()
			.filter((record) -> record.at().sequence() > sequence)
			.takeWhile((record) -> !this.unreadable.contains(record.at().sequence()))
			.limit(limit)
			.toList();
	}

	static Scope key(int key) {
		return Scope.key("books", Integer.toString(key));
	}

	/**
	 * Each key carries a tag of its own and one that it shares with its neighbor.
	 */
	static List<Scope> tags(int key) {
		return List.of(Scope.tag("shelf" + key), Scope.tag("shelf" + (key + 1) % KEYS));
	}

	static List<Scope> scopesOf(int key) {
		return List.of(key(key), tags(key).get(0), tags(key).get(1), CACHE, Scope.ALL);
	}

	/**
	 * A value as it travels to other regions.
	 * @param known what its region had applied when it was begun
	 */
	static ShippedValue value(int key, int version, VersionVector known) {
		Envelope entry = new Envelope(new Lease(0, 0), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, ByteBuffer.allocate(Integer.BYTES).putInt(version).array()), tags(key));
		return new ShippedValue("books", key(key), new byte[] { (byte) key }, known, 1, 1, entry);
	}

	static int keyOf(ShippedValue value) {
		return value.redisKey()[0];
	}

	static int versionOf(ShippedValue value) {
		return ByteBuffer.wrap(value.entry().payload()).getInt();
	}

	/**
	 * Put a value into the log, unless an epoch has begun since its lease was taken.
	 */
	void ship(Lease lease, ShippedValue value) {
		if (attached().epoch() == lease.epoch()) {
			this.state = this.state.ship(value);
		}
	}

	void store(int key, Lease lease, int version) {
		this.entries.put(key, new Stored(lease, version));
		this.stores++;
	}

	/**
	 * How often the entries have changed.
	 */
	int stores() {
		return this.stores;
	}

	@Nullable Stored entry(int key) {
		return this.entries.get(key);
	}

	Freshness judge(int key) {
		Stored entry = this.entries.get(key);
		if (entry == null) {
			return Freshness.DEAD;
		}
		Lease lease = (this.flaw == Flaw.EPOCH_NOT_CHECKED) ? new Lease(this.state.epoch(), entry.lease().number())
				: entry.lease();
		return this.state.region().lookup(List.of(Scope.ALL, CACHE, key(key)), tags(key)).judge(lease, tags(key));
	}

	/**
	 * Something goes wrong here.
	 */
	void suffer(Fault fault, SplittableRandom random) {
		switch (fault) {
			case LOSES_EVERYTHING -> {
				this.state = LoggedRegion.LOST;
				this.entries.clear();
			}
			case LOSES_METADATA -> this.state = LoggedRegion.LOST.withLog(this.state.log());
			case RESTARTS -> this.reign++;
			case SAVES -> this.formers.add(new Former(this.state, Map.copyOf(this.entries)));
			case FALLS_BACK -> fallBack(random);
			case LOSES_LOG -> this.state = this.state.withLog(List.of());
			case TRIMS_LOG -> {
				List<LogRecord> log = this.state.log();
				this.state = this.state.withLog(log.subList(random.nextInt(log.size() + 1), log.size()));
			}
			case LOG_BECOMES_UNREADABLE -> this.state.log()
				.stream()
				.skip(random.nextInt(this.state.log().size() + 1))
				.findFirst()
				.ifPresent((record) -> this.unreadable.add(record.at().sequence()));
			case DROPS_MARKER -> dropMarker(random);
			default -> throw new IllegalArgumentException(fault + " does not happen to a region");
		}
	}

	/**
	 * To what a replica or a snapshot has; what was there comes back another time.
	 */
	private void fallBack(SplittableRandom random) {
		if (this.formers.isEmpty()) {
			return;
		}
		Former former = this.formers.get(random.nextInt(this.formers.size()));
		this.formers.add(new Former(this.state, Map.copyOf(this.entries)));
		this.state = former.state();
		this.entries.clear();
		this.entries.putAll(former.entries());
		this.stores++;
		this.reign += (this.flaw == Flaw.REIGN_NOT_COMPARED) ? 0 : 1;
	}

	private void dropMarker(SplittableRandom random) {
		ModelRegion region = this.state.region();
		List<Scope> marked = new ArrayList<>(new TreeMap<>(fields(region)).values());
		if (!marked.isEmpty()) {
			Scope dropped = marked.get(random.nextInt(marked.size()));
			ModelRegion without = region.drop(dropped);
			this.state = this.state.with((this.flaw == Flaw.FLOOR_NOT_RAISED) ? new ModelRegion(without.reign(),
					without.epoch(), without.clock(), region.floor(), without.markers()) : without);
		}
	}

	private static Map<String, Scope> fields(ModelRegion region) {
		Map<String, Scope> fields = new HashMap<>();
		region.markers().keySet().stream().filter((scope) -> !scope.equals(Scope.ALL)).forEach((scope) -> {
			fields.put(scope.field(), scope);
		});
		return fields;
	}

	@Override
	public String toString() {
		Map<String, Object> markers = new TreeMap<>();
		this.state.region().markers().forEach((scope, marker) -> markers.put(scope.field(), marker));
		return "%s: epoch %d, clock %d, floor %d, seq %d, applied %s, markers %s, cursors %s, log %s, entries %s"
			.formatted(this.name, this.state.epoch(), this.state.region().clock(), this.state.region().floor(),
					this.state.seq(), new TreeMap<>(this.state.applied()), markers, new TreeMap<>(this.state.cursors()),
					this.state.log()
						.stream()
						.map((record) -> record.at().sequence() + "@" + record.clock() + "=" + record.origin().epoch()
								+ ":" + record.origin().sequence() + " " + record.kind() + record.scope().field())
						.toList(),
					this.entries);
	}

	/**
	 * A stored value.
	 *
	 * @param lease the lease it was loaded under
	 * @param version the version of the database it was made of
	 */
	record Stored(Lease lease, int version) {

	}

	private record Former(LoggedRegion state, Map<Integer, Stored> entries) {

	}

}
