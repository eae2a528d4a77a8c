package io.regioncache.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.regioncache.annotation.Vary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is bound to a thread, by {@link BoundScopes} and by those who use them, is gone
 * from it when binding or closing fails.
 */
class BoundScopesTests {

	private final List<String> closed = new ArrayList<>();

	@Test
	void closesTheLastOneFirst() {
		new BoundScopes().bind(() -> scope("a")).bind(() -> scope("b")).close();
		assertThat(this.closed).containsExactly("b", "a");
	}

	@Test
	void bindsNothingWhereOneCannotBeBound() {
		BoundScopes bound = new BoundScopes().bind(() -> scope("a")).bind(() -> scope("b"));
		assertThatIllegalStateException().isThrownBy(() -> bound.bind(BoundScopesTests::unbound))
			.withMessage("not bound");
		assertThat(this.closed).containsExactly("b", "a");
		bound.close();
		assertThat(this.closed).hasSize(2);
	}

	@Test
	void closesEachAlthoughAnotherFails() {
		BoundScopes bound = new BoundScopes().bind(() -> scope("a")).bind(() -> failing("b")).bind(() -> scope("c"));
		assertThatIllegalStateException().isThrownBy(bound::close).withMessage("b");
		assertThat(this.closed).containsExactly("c", "b", "a");
	}

	@Test
	void tellsWhyItCouldNotBindAlthoughClosingFails() {
		BoundScopes bound = new BoundScopes().bind(() -> failing("a"));
		assertThatIllegalStateException().isThrownBy(() -> bound.bind(BoundScopesTests::unbound))
			.withMessage("not bound")
			.satisfies((ex) -> assertThat(ex).hasSuppressedException(new IllegalStateException("a")));
	}

	@Test
	void aWatchWhoseSensorFailsLeavesNothing() {
		List<String> warnings = new ArrayList<>();
		LoadWatch watch = new LoadWatch(List.of(() -> scope("a"), BoundScopesTests::unbound), warnings::add);
		assertThatIllegalStateException().isThrownBy(() -> watch.begin("find", Set.of(), () -> "key"));
		assertThat(this.closed).containsExactly("a");
		LoadWatch.note(Vary.LOCALE, "the locale", "de");
		assertThat(warnings).isEmpty();
	}

	@Test
	void aWatchWhoseSensorCannotBeClosedLeavesNothing() {
		List<String> warnings = new ArrayList<>();
		LoadWatch watch = new LoadWatch(List.of(() -> scope("a"), () -> failing("b")), warnings::add);
		CallerScope load = watch.begin("find", Set.of(), () -> "key");
		assertThatIllegalStateException().isThrownBy(load::close);
		assertThat(this.closed).containsExactly("b", "a");
		LoadWatch.note(Vary.LOCALE, "the locale", "de");
		assertThat(warnings).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anAccessorThatFailsLeavesNothingOfTheOthers(boolean fromContext) {
		Place first = new Place("first");
		Place second = new Place("second");
		try {
			first.value.set("1");
			second.value.set("2");
			Supplier<CallerScope> bind = binding(fromContext);
			first.value.remove();
			second.value.remove();
			CallerScope bound = bind.get();
			assertThat(first.value.get() + second.value.get()).isEqualTo("12");
			bound.close();
			second.failing = true;
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(bind::get);
			assertThat(first.value.get()).isNull();
			assertThat(second.value.get()).isNull();
		}
		finally {
			first.close();
			second.close();
		}
	}

	private static Supplier<CallerScope> binding(boolean fromContext) {
		if (fromContext) {
			reactor.util.context.Context context = reactor.util.context.Context.of("first", "1", "second", "2");
			return () -> ThreadLocals.bindFrom(context, null);
		}
		return ThreadLocals.capture()::bind;
	}

	private CallerScope scope(String name) {
		return () -> this.closed.add(name);
	}

	private CallerScope failing(String name) {
		return () -> {
			this.closed.add(name);
			throw new IllegalStateException(name);
		};
	}

	private static CallerScope unbound() {
		throw new IllegalStateException("not bound");
	}

	/**
	 * A thread local that an application has registered.
	 */
	private static final class Place implements ThreadLocalAccessor<String>, AutoCloseable {

		private final ThreadLocal<String> value = new ThreadLocal<>();

		private final String key;

		private boolean failing;

		Place(String key) {
			this.key = key;
			ContextRegistry.getInstance().registerThreadLocalAccessor(this);
		}

		@Override
		public Object key() {
			return this.key;
		}

		@Override
		public String getValue() {
			return this.value.get();
		}

		@Override
		public void setValue(String value) {
			if (this.failing) {
				throw new IllegalStateException("out of order");
			}
			this.value.set(value);
		}

		@Override
		public void setValue() {
			this.value.remove();
		}

		@Override
		public void close() {
			this.value.remove();
			ContextRegistry.getInstance().removeThreadLocalAccessor(this.key);
		}

	}

}
