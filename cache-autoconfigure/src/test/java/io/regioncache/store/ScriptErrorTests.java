package io.regioncache.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.Applied;
import io.regioncache.testkit.RedisExtension;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the scripts say to metadata that they cannot work on, and that they leave it as it
 * was.
 */
class ScriptErrorTests {

	private static final String METADATA = "{shop}:m";

	private static final MetadataKeys KEYS = MetadataKeys.of("shop");

	private static final Scope TAG = Scope.tag("shelf");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private RedisClient client;

	private Session session;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.session = session(this.client);
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void attachRefusesAnotherFormat() {
		redis.admin().call("HSET", METADATA, "epoch", "1", "fv", "2");
		assertError(this.session.attach()).isEqualTo("FORMAT metadata is of version 2, this node writes version 1");
		assertThat(redis.admin().list("HKEYS", METADATA)).asString().isEqualTo("[epoch, fv]");
	}

	@Test
	void foreignMetadataIsLeftAlone() {
		redis.admin().call("SET", METADATA, "foreign");
		assertError(this.session.attach()).startsWith("WRONGTYPE");
		assertError(invalidate(InvalidationMode.REMOVE, TAG)).startsWith("WRONGTYPE");
		assertError(lookup()).startsWith("WRONGTYPE");
		assertThat(redis.admin().text("GET", METADATA)).isEqualTo("foreign");
	}

	@Test
	void aReplicaRefusesToAttachAndToInvalidate() {
		this.session.attach().join();
		redis.admin().call("REPLICAOF", "127.0.0.1", "1");
		try {
			assertError(this.session.attach()).startsWith("READONLY");
			assertError(invalidate(InvalidationMode.REMOVE, TAG)).startsWith("READONLY");
		}
		finally {
			redis.admin().call("REPLICAOF", "NO", "ONE");
		}
	}

	@Test
	void aUserWithoutRightsIsRefused() {
		redis.admin().call("ACL", "SETUSER", "guest", "on", ">secret", "+@all", "~guest:*", "&*");
		RedisURI uri = RedisURI.builder()
			.withHost(redis.host())
			.withPort(redis.port())
			.withAuthentication("guest", "secret")
			.build();
		RedisClient guests = RedisClient.create(uri);
		Session guest = session(guests);
		try {
			assertError(guest.attach()).startsWith("NOPERM");
			assertThat(redis.admin().number("EXISTS", METADATA)).isZero();
		}
		finally {
			guest.close();
			guests.shutdown(0, 1, TimeUnit.SECONDS);
			redis.admin().call("ACL", "DELUSER", "guest");
		}
	}

	@Test
	void aServerThatForgetsTheScriptsIsToldThemAgain() {
		this.session.attach().join();
		redis.admin().call("SCRIPT", "FLUSH");
		this.session.attach().join();
		redis.admin().call("SCRIPT", "FLUSH");
		assertThat(invalidate(InvalidationMode.REMOVE, TAG).join().lease().number()).isEqualTo(1);
	}

	@Test
	void aFloorThatIsNoNumberStopsAnInvalidationBeforeItWrites() {
		this.session.attach().join();
		redis.admin().call("HSET", METADATA, "floor", "foreign");
		assertError(invalidate(InvalidationMode.REMOVE, TAG)).isEqualTo("METADATA holds a floor that is not a number");
		assertError(lookup()).isEqualTo("METADATA holds something that is not a number");
		assertThat(redis.admin().call("HGET", METADATA, "clock")).isNull();
	}

	@Test
	void aClockThatIsNoNumberStopsAnInvalidationBeforeItWrites() {
		this.session.attach().join();
		redis.admin().call("HSET", METADATA, "clock", "foreign");
		assertError(invalidate(InvalidationMode.REMOVE, TAG)).startsWith("ERR hash value is not an integer");
		assertThat(redis.admin().call("HGET", METADATA, TAG.field())).isNull();
	}

	@Test
	void aMarkerThatCannotBeReadOvertakesEveryPut() {
		Lease lease = this.session.attach().join();
		assertThat(put(lease)).isTrue();
		Lease later = this.session.attach().join();
		redis.admin().call("HSET", METADATA, TAG.field(), "foreign");
		assertThat(put(later)).isFalse();
	}

	@Test
	void aMarkerThatCannotBeReadIsARemoveToAStale() {
		this.session.attach().join();
		redis.admin().call("HSET", METADATA, TAG.field(), "foreign");
		assertThat(invalidate(InvalidationMode.STALE, TAG).join().lease().number()).isEqualTo(1);
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).isEqualTo("1");
		invalidate(InvalidationMode.STALE, TAG).join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).isEqualTo("1,2");
	}

	@Test
	void aMarkerThatCannotBeReadRaisesTheFloorToTheClock() {
		this.session.attach().join();
		invalidate(InvalidationMode.REMOVE, Scope.ALL).join();
		redis.admin().call("HSET", METADATA, TAG.field(), "foreign");
		new Invalidate(List.of(Scope.ALL), InvalidationMode.REMOVE, 6).send(this.session).join();
		assertThat(redis.admin().call("HGET", METADATA, TAG.field())).isNull();
		assertThat(redis.admin().text("HGET", METADATA, "floor")).isEqualTo("2");
	}

	private boolean put(Lease lease) {
		Scope key = Scope.key("books", "1");
		return new Invalidate(List.of(key), InvalidationMode.REMOVE).unless(lease, List.of(Scope.ALL, key, TAG))
			.send(this.session)
			.join()
			.unmoved();
	}

	private CompletableFuture<Applied> invalidate(InvalidationMode mode, Scope scope) {
		return new Invalidate(List.of(scope), mode).send(this.session);
	}

	private CompletableFuture<MetadataNumbers> lookup() {
		return NumbersLookup.send(this.session, KEYS, RedisKeys.bytes("entry"), TAG);
	}

	private static AbstractStringAssert<?> assertError(CompletableFuture<?> answer) {
		Throwable failure = answer.handle((value, ex) -> (ex instanceof CompletionException) ? ex.getCause() : ex)
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
		assertThat(failure).isInstanceOf(RedisCommandExecutionException.class);
		return assertThat(failure.getMessage());
	}

	private static Session session(RedisClient client) {
		return new RedisConnector(() -> client, KEYS).open();
	}

}
