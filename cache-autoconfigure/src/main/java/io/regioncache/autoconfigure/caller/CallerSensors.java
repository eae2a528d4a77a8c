package io.regioncache.autoconfigure.caller;

import java.util.Locale;
import java.util.TimeZone;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.LoadWatch;
import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Notes what is read of the caller where Spring keeps it on the thread.
 */
final class CallerSensors {

	private CallerSensors() {
	}

	static CallerScope locale() {
		LocaleContext actual = LocaleContextHolder.getLocaleContext();
		LocaleContextHolder.setLocaleContext(new NotingLocale(actual));
		return () -> LocaleContextHolder.setLocaleContext(actual);
	}

	private record NotingLocale(@Nullable LocaleContext actual) implements TimeZoneAwareLocaleContext {

		@Override
		public @Nullable Locale getLocale() {
			Locale locale = (this.actual != null) ? this.actual.getLocale() : null;
			LoadWatch.note(Vary.LOCALE, "the locale", (locale != null) ? locale.toString() : null);
			return locale;
		}

		@Override
		public @Nullable TimeZone getTimeZone() {
			return (this.actual instanceof TimeZoneAwareLocaleContext aware) ? aware.getTimeZone() : null;
		}

	}

	/**
	 * Apart, for Spring Security is optional.
	 */
	static final class Security {

		private Security() {
		}

		static CallerScope principal() {
			SecurityContext actual = SecurityContextHolder.getContext();
			SecurityContextHolder.setContext(new NotingSecurityContext(actual));
			return () -> SecurityContextHolder.setContext(actual);
		}

	}

	@SuppressWarnings("serial")
	private static final class NotingSecurityContext implements SecurityContext {

		private final transient SecurityContext actual;

		NotingSecurityContext(SecurityContext actual) {
			this.actual = actual;
		}

		@Override
		public @Nullable Authentication getAuthentication() {
			Authentication authentication = this.actual.getAuthentication();
			LoadWatch.note(Vary.PRINCIPAL, "the principal", (authentication != null) ? authentication.getName() : null);
			return authentication;
		}

		@Override
		public void setAuthentication(@Nullable Authentication authentication) {
			this.actual.setAuthentication(authentication);
		}

	}

}
