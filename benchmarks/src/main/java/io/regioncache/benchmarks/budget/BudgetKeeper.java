package io.regioncache.benchmarks.budget;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.budget.CacheMemory;
import io.regioncache.budget.MemoryBudgets;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/**
 * A JVM with an application that serves nobody: all it does is to keep the budgets, if it
 * has any.
 */
final class BudgetKeeper implements AutoCloseable {

	private static final String REMOVED = "removed ";

	private final Process process;

	private final AtomicLong removed = new AtomicLong();

	private BudgetKeeper(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "output-of-keeper");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(REMOVED)) {
					this.removed.set(Long.parseLong(line.substring(REMOVED.length())));
				}
			}
		}
		catch (IOException ex) {
			// It has ended
		}
	}

	/**
	 * Return how many entries it has removed, a second ago at most.
	 */
	long removed() {
		return this.removed.get();
	}

	/**
	 * Start the JVM.
	 * @param properties how its caches are configured
	 */
	static BudgetKeeper start(List<String> properties) throws IOException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), BudgetKeeper.class.getName()));
		properties.forEach((property) -> command.add("--" + property));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		return new BudgetKeeper(process);
	}

	/**
	 * Return how long it has used a processor since its start.
	 */
	Duration processorTime() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		MemoryBudgets budgets = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(arguments)
			.getBean(MemoryBudgets.class);
		ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		while (parent.isAlive()) {
			System.out.println(REMOVED + budgets.caches().values().stream().mapToLong(CacheMemory::removed).sum());
			TimeUnit.SECONDS.sleep(1);
		}
		Runtime.getRuntime().halt(0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
