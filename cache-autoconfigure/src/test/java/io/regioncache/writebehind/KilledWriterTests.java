package io.regioncache.writebehind;

import io.regioncache.testkit.RedisExtension;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Writers of an H2 database that are killed. The system property
 * {@code regioncache.writebehind.rounds} says how often.
 */
class KilledWriterTests {

	private static final int ROUNDS = Integer.getInteger("regioncache.writebehind.rounds", 2);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noAcknowledgedChangeIsLostAndNoneIsWrittenOverALaterOne() throws Exception {
		Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		String url = "jdbc:h2:tcp://127.0.0.1:%d/mem:carts;DB_CLOSE_DELAY=-1".formatted(database.getPort());
		try {
			new KilledWriters(redis.server(), url).run(ROUNDS);
		}
		finally {
			database.stop();
		}
	}

}
