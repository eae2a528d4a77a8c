package io.regioncache.rollout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bad version that {@code docs/rollout.sh} takes to the canary: it is rolled back
 * within a minute, and never gets to the other region. The system property
 * {@code regioncache.rollout.flaws} says what is bad: of {@code corrupt,drift,slow}.
 */
class BadCanaryTests {

	static final List<String> flaws = List.of(System.getProperty("regioncache.rollout.flaws", "drift").split(","));

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final RedisServer east = RedisServer.start();

	private final RedisServer west = RedisServer.start();

	private CanaryApplication eastern;

	private CanaryApplication western;

	@TempDir
	private Path directory;

	@BeforeEach
	void start() {
		this.eastern = application("east", "good", "");
		this.western = application("west", "good", "");
	}

	@AfterEach
	void stop() {
		this.eastern.close();
		this.western.close();
		this.east.close();
		this.west.close();
	}

	@ParameterizedTest
	@FieldSource("flaws")
	void isRolledBackAndNobodyElseIsToldToGo(String flaw) throws InterruptedException {
		if (flaw.equals("slow")) {
			Awaitility.await("load times of the good version").atMost(LIMIT).until(this::areLoadTimesKnown);
		}
		RolloutScript script = new RolloutScript(this.directory,
				"while [ ! -e answered-$(basename $0) ]; do sleep 0.1; done");
		Process process = script.start(flaw, this.western.url(), "0.5");
		awaitCall(script, 1);
		deploy(script, "deploy-region", flaw);
		long begun = System.nanoTime();
		Awaitility.await("roll back").pollInterval(Duration.ofMillis(100)).atMost(LIMIT).until(() -> {
			breakEntries(flaw);
			return script.done().size() > 1;
		});
		double seconds = (System.nanoTime() - begun) / 1e9;
		deploy(script, "roll-back-region", "good");
		assertThat(RolloutScript.end(process)).isEqualTo(1);
		assertThat(script.done()).containsExactly("deploy-region east", "roll-back-region east");
		System.out.printf("A canary with the flaw '%s' was rolled back after %.1f s: %s%n", flaw, seconds,
				script.output().get(script.output().size() - 1));
	}

	private static void awaitCall(RolloutScript script, int calls) {
		Awaitility.await("call of a program").until(() -> script.done().size() >= calls);
	}

	/**
	 * Replaces what runs in the canary, as a rolling deployment does.
	 */
	private void deploy(RolloutScript script, String program, String version) {
		CanaryApplication before = this.eastern;
		this.eastern = application("east", version, version);
		before.close();
		script.write("answered-" + program, "");
	}

	private boolean areLoadTimesKnown() {
		String note = this.east.admin().text("HGET", "{shop}:m", "d:good");
		return note.contains(";") && !note.split(";")[2].equals("0");
	}

	/**
	 * Breaks some entries again and again, where that is the flaw: about one read of a
	 * hundred finds a broken one.
	 */
	private void breakEntries(String flaw) {
		if (flaw.equals("corrupt")) {
			for (Object key : this.east.admin().list("KEYS", "shop:e:*corrupt*:products:*[23][048]0")) {
				this.east.admin().call("SETRANGE", key.toString(), "40", "broken");
			}
		}
	}

	private CanaryApplication application(String home, String version, String flaw) {
		return CanaryApplication.start(version, flaw, "--regions.home=" + home,
				"--regions.endpoints.east.url=" + this.east.url(), "--regions.endpoints.west.url=" + this.west.url(),
				"--regions.rollout.canary=east", "--regions.rollout.batches[0]=west", "--regions.rollout.soak=1m",
				"--regions.rollout.pause=1m");
	}

}
