package io.regioncache.autoconfigure.testcontainers;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.ReflectionUtils;

/**
 * Makes a container with {@code @ServiceConnection(name = "eu-west-1")} the Redis of that
 * region.
 * <p>
 * The name of the connection is the name of the region. It must look like that of a
 * cloud's region, or the annotation must name {@link RegionsConnectionDetails} as its
 * type: any other container is somebody else's.
 * <p>
 * Spring Boot asks for the details of every container of a context, but makes a bean of
 * the first only, since one of the type is there then. So the first speaks for all that
 * follow. A container that comes a second time begins another context.
 */
final class RegionContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, RegionsConnectionDetails> {

	private static final Pattern CLOUD_REGION = Pattern.compile("[a-z]+(-[a-z]+)+-?\\d+");

	private static final int REDIS_PORT = 6379;

	private final Set<ContainerConnectionSource<?>> gathered = new HashSet<>();

	private @Nullable RegionContainer first;

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		boolean meant = source.getConnectionDetailsTypes().contains(RegionsConnectionDetails.class)
				|| CLOUD_REGION.matcher(nameOf(source)).matches();
		return meant && source.accepts(ANY_CONNECTION_NAME, requiredContainerType, requiredConnectionDetailsType);
	}

	@Override
	protected synchronized RegionsConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<Container<?>> source) {
		RegionContainer container = new RegionContainer(nameOf(source), source);
		if (this.first != null && this.gathered.add(source)) {
			this.first.members.add(container);
		}
		else {
			this.gathered.clear();
			this.gathered.add(source);
			this.first = container;
		}
		return container;
	}

	// Spring Boot lets us compare the name, but not read it
	private static String nameOf(ContainerConnectionSource<?> source) {
		Method method = ReflectionUtils.findMethod(ContainerConnectionSource.class, "getConnectionName");
		if (method == null) {
			throw new IllegalStateException("This version of Spring Boot hides the name of a @ServiceConnection");
		}
		ReflectionUtils.makeAccessible(method);
		Object name = ReflectionUtils.invokeMethod(method, source);
		return (name != null) ? name.toString() : "";
	}

	/**
	 * The region of one container, and those of the containers it speaks for.
	 */
	private static final class RegionContainer extends ContainerConnectionDetails<Container<?>>
			implements RegionsConnectionDetails {

		private final String name;

		private final List<RegionContainer> members = new ArrayList<>(List.of(this));

		private boolean found;

		RegionContainer(String name, ContainerConnectionSource<Container<?>> source) {
			super(source);
			this.name = name;
		}

		/**
		 * Do nothing yet: this bean is created before the beans of the containers may be.
		 */
		@Override
		public void afterPropertiesSet() {
		}

		@Override
		public Map<String, DataRedisConnectionDetails> getRegions() {
			Map<String, DataRedisConnectionDetails> regions = new LinkedHashMap<>();
			this.members.forEach((member) -> regions.put(member.name, new ContainerRedis(member)));
			return regions;
		}

		private synchronized Container<?> running() {
			if (!this.found) {
				try {
					super.afterPropertiesSet();
				}
				catch (Exception ex) {
					throw new IllegalStateException("No container for the region '" + this.name + "'", ex);
				}
				this.found = true;
			}
			return getContainer();
		}

		private @Nullable SslBundle ssl() {
			return getSslBundle();
		}

	}

	/**
	 * The Redis in a container, which is started when its address is first asked for.
	 */
	private record ContainerRedis(RegionContainer container) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			Container<?> running = this.container.running();
			return Standalone.of(running.getHost(), running.getMappedPort(REDIS_PORT));
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.container.ssl();
		}

	}

}
