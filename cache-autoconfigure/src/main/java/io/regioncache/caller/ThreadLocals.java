package io.regioncache.caller;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What is bound to the current thread, to be bound to another.
 */
@FunctionalInterface
public interface ThreadLocals {

	/**
	 * Bind what was captured to this thread.
	 * @return to be closed on the same thread
	 */
	CallerScope bind();

	/**
	 * Capture what is bound to this thread: all that Micrometer's context propagation
	 * knows where that is present, else what the library itself binds.
	 * @return what is bound
	 */
	static ThreadLocals capture() {
		if (Propagation.PRESENT) {
			return Propagation.capture();
		}
		CallerContext context = CallerContext.current();
		return () -> CallerContext.bind(context);
	}

	/**
	 * Bind what a Reactor context holds.
	 * @param context the {@code ContextView}
	 * @param caller what it holds of the caller, if anything
	 * @return to be closed on the same thread
	 */
	static CallerScope bindFrom(Object context, @Nullable CallerContext caller) {
		if (Propagation.PRESENT) {
			return Propagation.bindFrom(context);
		}
		return (caller != null) ? CallerContext.bind(caller) : CallerScope.NONE;
	}

	/**
	 * Apart, for the library is optional.
	 */
	final class Propagation {

		static final boolean PRESENT = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
				Propagation.class.getClassLoader());

		private Propagation() {
		}

		static ThreadLocals capture() {
			ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
			return () -> bind(snapshot);
		}

		static CallerScope bindFrom(Object context) {
			return bind(ContextSnapshotFactory.builder().build().captureFrom(context));
		}

		/**
		 * One after the other: a snapshot that fails to set one of them leaves the others
		 * on the thread.
		 */
		private static CallerScope bind(ContextSnapshot snapshot) {
			BoundScopes bound = new BoundScopes();
			ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.forEach((accessor) -> bound.bind(() -> snapshot.setThreadLocals(accessor.key()::equals)::close));
			return bound;
		}

	}

}
