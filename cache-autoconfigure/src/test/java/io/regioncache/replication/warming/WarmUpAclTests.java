package io.regioncache.replication.warming;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.regioncache.testkit.AclUser;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.regioncache.replication.warming.WarmUpRig.load;
import static io.regioncache.replication.warming.WarmUpRig.read;
import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A warm-up needs the rights that {@code docs/security.md} lists for it, and no others.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpAclTests {

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own(AclUser.HOME.line("app"), AclUser.PEER.line("app"));

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own(AclUser.HOME.line("app"), AclUser.PEER.line("app"));

	@Test
	void needsTheRightsOfThePage(CapturedOutput output) throws IOException {
		Map<String, String> urlsInEast = Map.of("east", east.server().url(AclUser.HOME), "west",
				west.server().url(AclUser.PEER));
		Map<String, String> urlsInWest = Map.of("east", east.server().url(AclUser.PEER), "west",
				west.server().url(AclUser.HOME));
		try (WarmUpRig rig = new WarmUpRig(urlsInEast, urlsInWest)) {
			load(rig.east, "books", 1, "a");
			try (WarmUp warmUp = rig.warmUp()) {
				warmUp.start();
				await(() -> output.toString().contains("Region west is not warmed from east"));
			}
			assertThat(output).containsOnlyOnce("NOPERM");
			List<String> line = new ArrayList<>(List.of("ACL", "SETUSER", AclUser.PEER.userName()));
			List<String> rights = rights();
			line.addAll(rights);
			east.admin().call(line.toArray(String[]::new));
			east.admin().call("ACL", "LOG", "RESET");
			west.admin().call("HDEL", "{app}:m", "warm");
			copyOneEntry(rig);
			// Where uses are counted
			east.admin().configure("maxmemory-policy", "allkeys-lfu");
			west.admin().list("KEYS", "app:e:*").forEach((key) -> west.admin().call("DEL", String.valueOf(key)));
			west.admin().call("HDEL", "{app}:m", "warm");
			copyOneEntry(rig);
			assertThat(east.admin().list("ACL", "LOG")).isEmpty();
			assertThat(west.admin().list("ACL", "LOG")).isEmpty();
			assertThat(east.admin().commandCalls().keySet()).containsAll(
					rights.stream().filter((word) -> word.startsWith("+")).map((word) -> word.substring(1)).toList());
		}
	}

	private static void copyOneEntry(WarmUpRig rig) {
		try (WarmUp warmUp = rig.warmUp()) {
			warmUp.start();
			await(() -> {
				load(rig.east, "books", 1, "b");
				return read(rig.west, "books", 1) != null;
			});
		}
	}

	private static List<String> rights() throws IOException {
		Matcher rights = Pattern.compile("`(%R~shop:e:\\* [^`]+)`")
			.matcher(Files.readString(Path.of("../docs/security.md")));
		assertThat(rights.find()).isTrue();
		return List.of(rights.group(1).replace("shop", "app").split(" "));
	}

}
