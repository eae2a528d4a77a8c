package io.regioncache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other processes of a region by which settings this one works, and hears it of
 * them. Whoever has the same settings writes in turn, once a minute for all.
 */
public final class SettingsAnnouncements {

	private static final String FIELD = "settings";

	private static final Pattern ANNOUNCEMENT = Pattern.compile("([0-9a-f]{8})@([0-9]{1,12})@([A-Za-z0-9._-]{1,64});");

	/**
	 * After how many minutes one is forgotten that nobody repeats.
	 */
	private static final long FORGOTTEN = 3;

	private static final int MOST = 16;

	private final SingleRegionStore store;

	/**
	 * Create the announcements.
	 * @param store the store of the home region
	 */
	public SettingsAnnouncements(RegionStore store) {
		this.store = store.own();
	}

	/**
	 * Announce settings.
	 * @param hash a hash of the settings, of eight hexadecimal digits
	 * @param process the name of this process
	 * @param minute the present minute, by the wall clock
	 * @return what others with different settings have announced lately
	 */
	public CompletableFuture<List<AnnouncedSettings>> announce(String hash, String process, long minute) {
		return this.store.link().ask((session) -> session.read(List.of(FIELD)).thenCompose((fields) -> {
			List<AnnouncedSettings> known = parse(fields.get(0), minute);
			List<AnnouncedSettings> others = known.stream().filter((each) -> !each.hash().equals(hash)).toList();
			boolean said = known.stream().anyMatch((each) -> each.hash().equals(hash) && each.minute() == minute);
			return said ? CompletableFuture.completedFuture(others)
					: write(session, others, new AnnouncedSettings(hash, minute, process)).thenApply((done) -> others);
		}));
	}

	private static CompletableFuture<?> write(Session session, List<AnnouncedSettings> others, AnnouncedSettings own) {
		StringBuilder text = new StringBuilder(own.text());
		others.stream().limit(MOST - 1).map(AnnouncedSettings::text).forEach(text::append);
		return session.fields().write(FIELD, text.toString());
	}

	static List<AnnouncedSettings> parse(@Nullable String text, long minute) {
		List<AnnouncedSettings> announcements = new ArrayList<>();
		Matcher matcher = ANNOUNCEMENT.matcher((text != null) ? text : "");
		while (matcher.find() && announcements.size() < MOST) {
			AnnouncedSettings announcement = new AnnouncedSettings(matcher.group(1), Long.parseLong(matcher.group(2)),
					matcher.group(3));
			if (announcement.minute() > minute - FORGOTTEN && announcement.minute() <= minute + 1) {
				announcements.add(announcement);
			}
		}
		return announcements;
	}

	/**
	 * The settings of some processes.
	 *
	 * @param hash a hash of the settings
	 * @param minute when one of the processes has last announced it, in minutes
	 * @param process the name of that process
	 */
	public record AnnouncedSettings(String hash, long minute, String process) {

		String text() {
			return this.hash + '@' + this.minute + '@' + this.process + ';';
		}

	}

}
