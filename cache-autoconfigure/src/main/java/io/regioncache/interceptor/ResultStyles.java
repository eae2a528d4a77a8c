package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Tells from its return type how a method hands out its value.
 */
final class ResultStyles {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ResultStyles.class.getClassLoader());

	private ResultStyles() {
	}

	/**
	 * Return how a method hands out its value.
	 * @param returned the class that the method returns
	 * @param suspending whether it is a suspending function. What that returns comes
	 * later already: Spring hands it on as a {@code Mono}, or as a {@code Flux} if it is
	 * a {@code Flow}.
	 * @return the style, or {@code null} if its completion cannot be followed
	 */
	static @Nullable Style of(Class<?> returned, boolean suspending) {
		Style style = of(returned);
		if (!suspending) {
			return style;
		}
		if (style == Style.FLOW) {
			return Style.FLUX;
		}
		return (style == Style.BLOCKING) ? Style.MONO : null;
	}

	private static @Nullable Style of(Class<?> returned) {
		if (returned == CompletableFuture.class || returned == CompletionStage.class) {
			return Style.FUTURE;
		}
		if (isPublisher(returned)) {
			return ReactorOperations.style(returned);
		}
		if (KotlinMethods.isFlow(returned)) {
			return Style.FLOW;
		}
		return isLater(returned) ? null : Style.BLOCKING;
	}

	private static boolean isLater(Class<?> returned) {
		return KotlinMethods.isRunning(returned) || Future.class.isAssignableFrom(returned)
				|| CompletionStage.class.isAssignableFrom(returned) || Flow.Publisher.class.isAssignableFrom(returned);
	}

	static boolean isPublisher(Class<?> type) {
		return REACTOR && ReactorOperations.isPublisher(type);
	}

}
