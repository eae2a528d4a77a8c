package io.regioncache.transaction;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a process leaves behind that is killed after the commit of its transaction and
 * before the invalidation.
 */
class CrashTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@TempDir
	Path files;

	private Server database;

	@BeforeEach
	void startDatabase() throws SQLException {
		this.database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", this.files.toString())
			.start();
	}

	@AfterEach
	void stopDatabase() {
		this.database.stop();
	}

	/**
	 * The price of doing without: nobody knows of the invalidation any more.
	 */
	@Test
	void withoutAHoldTheOldValueIsServedUntilItExpires() {
		crash("inside", false, Way.REGION_CACHED, (store, child) -> {
			child.kill();
			assertThat(store.shop().load(1)).isEqualTo("Stool");
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
		});
	}

	@ParameterizedTest
	@CsvSource({ "inside, REGION_CACHED", "outside, REGION_CACHED", "plain, CACHEABLE" })
	void withAHoldNobodyIsServedTheOldValue(String what, Way way) {
		crash(what, true, way, (store, child) -> {
			assertThat(store.read(way, 1)).as("between the commit and the invalidation").isEqualTo("Stool");
			child.kill();
			assertThat(store.read(way, 1)).isEqualTo("Stool");
			assertThat(held()).isTrue();
			Awaitility.await().until(() -> !held());
			assertThat(store.read(way, 1)).isEqualTo("Stool");
			int loads = store.shop().loads();
			assertThat(store.read(way, 1)).isEqualTo("Stool");
			assertThat(store.shop().loads()).as("cached again, once the hold has become a marker").isEqualTo(loads);
			assertThat(redis.admin().call("HGET", "{shop}:m", "floor")).as("nothing else was marked").isNull();
		});
	}

	private static boolean held() {
		return redis.admin().number("HEXISTS", "{shop}:m", "held") == 1;
	}

	private void crash(String what, boolean hold, Way way, BiConsumer<Store, ChildJvm> test) {
		List<String> settings = new ArrayList<>(
				List.of("spring.datasource.url=jdbc:h2:tcp://localhost:" + this.database.getPort() + "/./shop",
						"spring.datasource.generate-unique-name=false", "spring.datasource.username=sa",
						"regions.key-prefix=shop", "regions.endpoints.here.url=" + redis.server().url(),
						"regions.command-timeout=2s", "regions.connect-timeout=10s",
						"regions.transactions.hold=" + hold, "regions.transactions.hold-for=6s"));
		Store.runner(redis).withPropertyValues(settings.toArray(String[]::new)).run((context) -> {
			Store store = Store.of(context, redis);
			assertThat(store.read(way, 1)).isEqualTo("Chair");
			assertThat(store.read(way, 1)).isEqualTo("Chair");
			assertThat(store.shop().loads()).isOne();
			settings.add("what=" + what);
			try (ChildJvm child = ChildJvm.start(CrashingShop.class,
					settings.stream().map((setting) -> "--" + setting).toArray(String[]::new))) {
				child.awaitLine("committed");
				test.accept(store, child);
			}
		});
	}

}
