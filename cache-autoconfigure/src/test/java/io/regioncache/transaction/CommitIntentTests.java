package io.regioncache.transaction;

import java.util.function.Consumer;

import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a hold does as long as nothing crashes.
 */
class CommitIntentTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void beginsBeforeTheCommitAndEndsWithTheInvalidation() {
		run((store) -> {
			store.read(Way.REGION_CACHED, 1);
			store.read(Way.REGION_CACHED, 2);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				assertThat(held()).isEmpty();
				assertThat(store.readElsewhere(Way.REGION_CACHED, 1)).isEqualTo("Chair");
				beforeCommit(() -> {
					assertThat(held()).isEqualTo("t:product:1");
					int loads = store.shop().loads();
					assertThat(store.readElsewhere(Way.REGION_CACHED, 1)).isEqualTo("Chair");
					assertThat(store.shop().loads()).as("not served").isEqualTo(loads + 1);
					assertThat(store.readElsewhere(Way.REGION_CACHED, 2)).isEqualTo("Table");
					assertThat(store.shop().loads()).as("served").isEqualTo(loads + 1);
				});
			});
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
			assertReleased();
		});
	}

	@Test
	void aRollbackEndsIt() {
		run((store) -> {
			store.read(Way.REGION_CACHED, 1);
			assertThatIllegalStateException().isThrownBy(() -> store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				beforeCommit(() -> {
					assertThat(held()).isEqualTo("t:product:1");
					throw new IllegalStateException("no");
				});
			}));
			assertReleased();
			int loads = store.shop().loads();
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
			assertThat(store.shop().loads()).as("the old value is as good as before").isEqualTo(loads);
		});
	}

	@Test
	void aMethodWithATransactionOfItsOwnHoldsWhatItWillInvalidate() {
		run((store) -> {
			store.read(Way.REGION_CACHED, 1);
			store.shop()
				.renameInTransaction(1, "Stool", () -> beforeCommit(() -> assertThat(held()).isEqualTo("t:product:1")));
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
			assertReleased();
			assertThatIllegalStateException()
				.isThrownBy(() -> store.shop().renameInTransaction(1, "Bench", () -> beforeCommit(() -> {
					throw new IllegalStateException("no");
				})));
			assertReleased();
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aPutUnderItsOwnHoldIsStored() {
		run((store) -> {
			store.transaction().executeWithoutResult((status) -> store.read(Way.CACHE_PUT, 1));
			assertThat(store.holds("Chair")).isTrue();
			assertReleased();
		});
	}

	@Test
	void aTransactionThatInvalidatesNothingHoldsNothing() {
		run((store) -> store.transaction().executeWithoutResult((status) -> {
			store.read(Way.REGION_CACHED, 1);
			beforeCommit(() -> assertThat(held()).isEmpty());
		}));
	}

	@Test
	void aTransactionCommitsAlthoughNothingCanBeHeld() {
		run((store) -> {
			store.read(Way.REGION_CACHED, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				redis.server().kill();
			});
			assertThat(store.shop().load(1)).isEqualTo("Stool");
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aHoldMustNotLastForEver() {
		runner().withPropertyValues("regions.transactions.hold-for=11m")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("It must be longer than a commit takes, such as 30s, and 10m at most."));
	}

	private static String held() {
		Object held = redis.admin().call("HGET", "{shop}:m", "held");
		return (held != null) ? (String) held : "";
	}

	private static void assertReleased() {
		Awaitility.await().until(() -> held().isEmpty());
	}

	/**
	 * Does something right before the commit, when all is held that will be.
	 */
	private static void beforeCommit(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				action.run();
			}

		});
	}

	private static void run(Consumer<Store> test) {
		runner().run((context) -> test.accept(Store.of(context, redis)));
	}

	private static ApplicationContextRunner runner() {
		return Store.runner(redis).withPropertyValues("regions.key-prefix=shop", "regions.transactions.hold=true");
	}

}
