package io.regioncache.store.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EntryHeadTests {

	private static final byte[] KEY = RedisKeys.bytes("app:e:1:books:k");

	private static final Envelope ENTRY = new Envelope(new Lease(-5, 7), 99, new EntrySource(1, 2),
			new EntryPayload(3, (byte) 0, RedisKeys.bytes("payload")), List.of(Scope.tag("red"), Scope.tag("blue")));

	@Test
	void hasLeaseAndTagsOfTheEntry() {
		EntryHead head = head(ENTRY);
		assertThat(head.lease()).isEqualTo(ENTRY.lease());
		assertThat(head.tags()).isEqualTo(ENTRY.tags());
	}

	@Test
	void hasTheLeaseThatComesWithTheStamp() {
		Envelope put = ENTRY.under(new Lease(-5, 12), 99).at(new HybridTimestamp(1000, 4));
		assertThat(head(put).lease()).isEqualTo(Envelope.decode(put.encode()).lease()).isEqualTo(new Lease(-5, 12));
		assertThat(head(put).tags()).isEqualTo(ENTRY.tags());
	}

	@Test
	void tellsEntriesApartByWhateverDiffers() {
		long fingerprint = head(ENTRY).fingerprint(KEY);
		assertThat(head(ENTRY).fingerprint(KEY)).isEqualTo(fingerprint);
		assertThat(head(ENTRY).fingerprint(RedisKeys.bytes("app:e:1:books:l"))).isNotEqualTo(fingerprint);
		assertThat(head(ENTRY.under(ENTRY.lease(), 100)).fingerprint(KEY)).isNotEqualTo(fingerprint);
		assertThat(head(ENTRY.under(new Lease(-5, 8), 99)).fingerprint(KEY)).isNotEqualTo(fingerprint);
		assertThat(head(entry(List.of(Scope.tag("red")), "payload")).fingerprint(KEY)).isNotEqualTo(fingerprint);
		assertThat(head(entry(ENTRY.tags(), "another")).fingerprint(KEY)).isNotEqualTo(fingerprint);
	}

	@Test
	void isNullOrAnythingOfBytesThatAreNoEntry() {
		Random random = new Random(1);
		byte[] bytes = ENTRY.encode();
		for (int length = 0; length < Envelope.FIXED; length++) {
			assertThat(EntryHead.of(Arrays.copyOf(bytes, length))).isNull();
		}
		for (int i = 0; i < 10_000; i++) {
			byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
			for (int at = 0; at < damaged.length; at += 1 + random.nextInt(20)) {
				damaged[at] = (byte) random.nextInt();
			}
			EntryHead.of(damaged);
		}
	}

	@Test
	void takesTagsThatAreKnownRatherThanReadThem() {
		Scope[] known = { Scope.tag("re"), Scope.tag("blue"), Scope.tag("red") };
		EntryHead head = Objects.requireNonNull(EntryHead.of(ENTRY.encode(), known));
		assertThat(head.tags()).isEqualTo(ENTRY.tags());
		assertThat(head.tags().get(0)).isSameAs(known[2]);
		assertThat(head.tags().get(1)).isSameAs(known[1]);
		assertThat(Envelope.decode(ENTRY.encode(), known).tags().get(0)).isSameAs(known[2]);
	}

	@Test
	void addsTagsThatWereNotAskedForAlsoIfTheyLookLikeAnOwnScope() {
		Scope own = Scope.cache("books");
		Scope[] asked = { Scope.ALL, own, Scope.tag("red") };
		EntryHead head = head(entry(List.of(Scope.tag("red"), own), "payload"));
		assertThat(head.scopesWith(asked, 2)).containsExactly(Scope.ALL, own, Scope.tag("red"), own);
		assertThat(head(ENTRY).scopesWith(new Scope[] { Scope.tag("red"), Scope.tag("blue") }, 0)).hasSize(2);
	}

	private static Envelope entry(List<Scope> tags, String payload) {
		return new Envelope(ENTRY.lease(), 99, new EntrySource(1, 2),
				new EntryPayload(3, (byte) 0, RedisKeys.bytes(payload)), tags);
	}

	private static EntryHead head(Envelope entry) {
		return Objects.requireNonNull(EntryHead.of(entry.encode()));
	}

}
