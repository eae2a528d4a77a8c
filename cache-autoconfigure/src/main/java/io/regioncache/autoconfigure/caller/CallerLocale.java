package io.regioncache.autoconfigure.caller;

import java.util.Locale;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.SupportedLocales;
import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * The supported locale that is closest to that of the caller, as Spring knows it. Loads
 * run with it, not with the locale that the caller has asked for: they are for everybody
 * whose closest one it is.
 */
final class CallerLocale implements CallerAttribute {

	private final SupportedLocales supported;

	CallerLocale(SupportedLocales supported) {
		this.supported = supported;
	}

	@Override
	public String name() {
		return Vary.LOCALE;
	}

	@Override
	public Locale value() {
		Locale told = told(CallerContext.current());
		return this.supported.closest((told != null) ? told : LocaleContextHolder.getLocale());
	}

	@Override
	public boolean isBound(Object value) {
		Locale told = told(CallerContext.current());
		return (told == null || told.equals(value)) && LocaleContextHolder.getLocale().equals(value);
	}

	@Override
	public CallerScope bind(Object value) {
		Locale locale = (Locale) value;
		CallerContext context = CallerContext.current();
		CallerScope binding = (context != null) ? CallerContext.bind(context.in(locale)) : CallerScope.NONE;
		LocaleContext former = LocaleContextHolder.getLocaleContext();
		LocaleContextHolder.setLocale(locale);
		return () -> {
			LocaleContextHolder.setLocaleContext(former);
			binding.close();
		};
	}

	private static @Nullable Locale told(@Nullable CallerContext context) {
		return (context != null) ? context.locale() : null;
	}

}
