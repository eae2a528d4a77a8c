package io.regioncache.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.regioncache.test.SimulatedLink.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SimulatedLink}.
 */
class SimulatedLinkTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final Executor threads = (task) -> new Thread(task).start();

	private LinkEnds ends;

	private SimulatedLink link;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.ends = new LinkEnds();
		this.link = this.ends.link();
		this.client = this.ends.connect();
		this.server = this.ends.accept();
	}

	@AfterEach
	void close() throws IOException {
		this.ends.close();
	}

	@Test
	void passesBothWays() throws IOException {
		send(this.client, "request");
		assertThat(receive(this.server, 7)).isEqualTo("request");
		send(this.server, "reply");
		assertThat(receive(this.client, 5)).isEqualTo("reply");
		assertThat(this.link.url()).isEqualTo("redis://127.0.0.1:" + this.link.port());
	}

	@Test
	void takesItsTimeInEachDirection() throws IOException {
		this.link.latency(Direction.TO_SERVER, Duration.ofMillis(150));
		this.link.latency(Direction.TO_CLIENT, Duration.ofMillis(80));
		assertThat(timeOf(this.client, this.server)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
		assertThat(timeOf(this.server, this.client)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
		this.link.latency(Duration.ofMillis(60));
		assertThat(timeOf(this.client, this.server)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
		assertThat(timeOf(this.server, this.client)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
	}

	@Test
	void latencyDoesNotLimitHowMuchPasses() {
		this.link.latency(Duration.ofMillis(120));
		byte[] sent = randomBytes(48 * MEGABYTE);
		long start = System.nanoTime();
		assertThat(transfer(this.client, this.server, sent)).isEqualTo(sent);
		// Waiting for each buffer of 64 KiB alone would take 90 seconds
		assertThat(since(start)).isLessThan(Duration.ofSeconds(30));
	}

	@Test
	void messagesAreOnTheWayAtTheSameTime() throws IOException {
		this.link.latency(Duration.ofMillis(120));
		CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(this.server, 5000), threads);
		CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendEach(this.client, 5000), threads);
		long start = System.nanoTime();
		assertThat(this.client.getInputStream().readNBytes(5000)).hasSize(5000);
		// One at a time would take 20 minutes
		assertThat(since(start)).isLessThan(Duration.ofSeconds(30));
		assertThat(sender).succeedsWithin(Duration.ofSeconds(30));
		assertThat(echo).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void jitterKeepsTheOrder() {
		this.link.latency(Duration.ofMillis(5));
		this.link.jitter(Duration.ofMillis(20));
		byte[] sent = randomBytes(2 * MEGABYTE);
		assertThat(transfer(this.client, this.server, sent)).isEqualTo(sent);
		assertThat(transfer(this.server, this.client, sent)).isEqualTo(sent);
	}

	@Test
	void jitterDelays() throws IOException {
		this.link.jitter(Duration.ofMillis(400));
		Duration sum = Duration.ZERO;
		for (int i = 0; i < 10; i++) {
			sum = sum.plus(timeOf(this.client, this.server));
		}
		assertThat(sum).isGreaterThan(Duration.ofMillis(400));
	}

	@Test
	void bandwidthLimitsAllConnectionsTogether() throws IOException {
		Socket otherClient = this.ends.connect();
		Socket otherServer = this.ends.accept();
		this.link.bandwidth(MEGABYTE);
		byte[] sent = randomBytes(MEGABYTE / 4);
		long start = System.nanoTime();
		CompletableFuture<byte[]> other = CompletableFuture.supplyAsync(() -> transfer(otherClient, otherServer, sent),
				threads);
		assertThat(transfer(this.client, this.server, sent)).isEqualTo(sent);
		assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(sent);
		assertThat(since(start)).isGreaterThan(Duration.ofMillis(450));
	}

	@Test
	void bandwidthIsUnlimitedAgain() {
		this.link.bandwidth(1);
		this.link.bandwidth(Long.MAX_VALUE);
		byte[] sent = randomBytes(MEGABYTE);
		assertThat(transfer(this.client, this.server, sent)).isEqualTo(sent);
	}

	@ParameterizedTest
	@EnumSource
	void withholdsOneDirectionUntilItHeals(Direction direction) throws IOException {
		boolean requests = direction == Direction.TO_SERVER;
		Socket sender = requests ? this.client : this.server;
		Socket receiver = requests ? this.server : this.client;
		this.link.withhold(direction);
		send(sender, "withheld");
		assertReceivesNothing(receiver);
		send(receiver, "passes");
		assertThat(receive(sender, 6)).isEqualTo("passes");
		this.link.heal();
		assertThat(receive(receiver, 8)).isEqualTo("withheld");
	}

	@Test
	void blackHoleWithholdsEverythingUntilItHeals() throws IOException {
		this.link.blackHole();
		send(this.client, "request");
		send(this.server, "reply");
		assertReceivesNothing(this.client);
		assertReceivesNothing(this.server);
		this.link.heal();
		assertThat(receive(this.client, 5)).isEqualTo("reply");
		assertThat(receive(this.server, 7)).isEqualTo("request");
	}

	@Test
	void blackHoleAcceptsConnectionsThatReachTheServerWhenItHeals() throws IOException {
		this.link.blackHole();
		Socket late = this.ends.connect();
		send(late, "hello");
		this.ends.listener().setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.ends.listener().accept());
		this.ends.listener().setSoTimeout(30_000);
		this.link.heal();
		assertThat(receive(this.ends.accept(), 5)).isEqualTo("hello");
	}

	@Test
	void blackHoleHidesThatTheServerHasClosed() throws IOException {
		this.link.blackHole();
		this.server.close();
		assertReceivesNothing(this.client);
		this.link.heal();
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void refusesUntilItHeals() throws IOException {
		this.link.refuse();
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		assertThat(this.link.connectionCount()).isZero();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> this.ends.connect());
		this.link.heal();
		send(this.ends.connect(), "again");
		assertThat(receive(this.ends.accept(), 5)).isEqualTo("again");
	}

	@Test
	void resetsEveryConnectionAndAcceptsNewOnes() throws IOException {
		this.link.reset();
		for (Socket end : new Socket[] { this.client, this.server }) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> end.getInputStream().read())
				.withMessage("Connection reset");
		}
		send(this.ends.connect(), "again");
		assertThat(receive(this.ends.accept(), 5)).isEqualTo("again");
	}

	@Test
	void closesInTheMiddleOfAMessageUntilItHeals() throws IOException {
		this.link.closeAfter(Direction.TO_CLIENT, 4);
		send(this.server, "repl");
		assertThat(receive(this.client, 4)).isEqualTo("repl");
		send(this.server, "y");
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		this.link.heal();
		Socket next = this.ends.connect();
		send(this.ends.accept(), "reply");
		assertThat(receive(next, 5)).isEqualTo("reply");
	}

	@Test
	void healingKeepsTheDistance() throws IOException {
		this.link.latency(Duration.ofMillis(100));
		this.link.blackHole();
		this.link.heal();
		assertThat(timeOf(this.client, this.server)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
	}

	@Test
	void endOfAConnectionArrivesAfterWhatWasSent() throws IOException {
		this.link.latency(Duration.ofMillis(50));
		send(this.client, "last words");
		this.client.close();
		assertThat(new String(this.server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.isEqualTo("last words");
		this.server.close();
		await().atMost(Duration.ofMinutes(1)).until(() -> this.link.connectionCount() == 0);
	}

	@Test
	void oneSideMayEndWhileTheOtherStillSends() throws IOException {
		this.client.shutdownOutput();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		send(this.server, "still here");
		assertThat(receive(this.client, 10)).isEqualTo("still here");
	}

	@Test
	void resetOfOneSideReachesTheOther() throws IOException {
		this.server.setSoLinger(true, 0);
		this.server.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read())
			.withMessage("Connection reset");
	}

	@Test
	void connectionToAServerThatIsNotThereEnds() throws IOException {
		this.ends.listener().close();
		Socket late = this.ends.connect();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> late.getInputStream().read())
			.withMessage("Connection reset");
		assertThat(this.link.connectionCount()).isEqualTo(1);
	}

	@Test
	void receiverThatDoesNotReadHoldsBackTheSender() throws IOException {
		try (SocketChannel sender = SocketChannel.open(new InetSocketAddress(this.link.host(), this.link.port()))) {
			sender.configureBlocking(false);
			ByteBuffer bytes = ByteBuffer.allocate(MEGABYTE);
			long total = 0;
			long idleSince = System.nanoTime();
			while (since(idleSince).toMillis() < 500 && total < 200L * MEGABYTE) {
				int written = sender.write(bytes.clear());
				total += written;
				idleSince = (written > 0) ? System.nanoTime() : idleSince;
			}
			assertThat(total).isBetween(MEGABYTE * 16L, MEGABYTE * 100L);
		}
	}

	@Test
	void closedLinkLeavesNothingBehindAndCannotBeChanged() throws IOException {
		this.link.close();
		this.link.close();
		assertThat(this.client.getInputStream().read()).isEqualTo(-1);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> this.ends.connect());
		assertThat(this.link.connectionCount()).isZero();
		await().atMost(Duration.ofMinutes(1))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("simulated-link-" + this.link.port())));
		assertThatIllegalStateException().isThrownBy(this.link::heal).withMessage("This link is closed");
	}

	@Test
	void whatCannotBeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.link.latency(Duration.ofMillis(-1)))
			.withMessage("Nothing arrives before it is sent, but PT-0.001S was given");
		assertThatIllegalArgumentException().isThrownBy(() -> this.link.jitter(Duration.ofMillis(-1)))
			.withMessage("Nothing arrives before it is sent, but PT-0.001S was given");
		assertThatIllegalArgumentException().isThrownBy(() -> this.link.bandwidth(0))
			.withMessage("The bandwidth of a link must be positive, but is 0 bytes per second");
		assertThatIllegalArgumentException().isThrownBy(() -> this.link.closeAfter(Direction.TO_CLIENT, -1))
			.withMessage("Cannot deliver -1 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> SimulatedLink.to("no.such.host.invalid", 1))
			.withMessage("The host 'no.such.host.invalid' is not known");
	}

	private static Duration timeOf(Socket from, Socket to) throws IOException {
		long start = System.nanoTime();
		send(from, "x");
		assertThat(receive(to, 1)).isEqualTo("x");
		return since(start);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static void send(Socket from, String text) throws IOException {
		from.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String receive(Socket to, int length) throws IOException {
		return new String(to.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
	}

	private static void assertReceivesNothing(Socket socket) throws IOException {
		socket.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
		socket.setSoTimeout(30_000);
	}

	private static byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		new Random(7).nextBytes(bytes);
		return bytes;
	}

	private static byte[] transfer(Socket from, Socket to, byte[] bytes) {
		CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
			try {
				from.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, threads);
		try {
			byte[] received = to.getInputStream().readNBytes(bytes.length);
			sender.join();
			return received;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void echo(Socket socket, int count) {
		try {
			for (int i = 0; i < count; i++) {
				socket.getOutputStream().write(socket.getInputStream().read());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sendEach(Socket socket, int count) {
		try {
			for (int i = 0; i < count; i++) {
				socket.getOutputStream().write(i);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
