package io.regioncache.health;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.SettingsAnnouncements;
import io.regioncache.store.SettingsAnnouncements.AnnouncedSettings;

/**
 * Finds out whether other processes of the region work by different settings.
 */
public final class SettingsCheck {

	private static final long PATIENCE_SECONDS = 2;

	private static final int LONGEST_NAME = 64;

	private static final int DIGITS = 8;

	private final SettingsAnnouncements announcements;

	private final String hash;

	private final String process;

	private final InstantSource clock;

	/**
	 * Create a check.
	 * @param announcements tells the others
	 * @param settings all settings in which processes must not differ; no secret may be
	 * among them
	 * @param process the name by which operators know this process
	 * @param clock tells the minute
	 */
	public SettingsCheck(SettingsAnnouncements announcements, String settings, String process, InstantSource clock) {
		this.announcements = announcements;
		this.hash = hash(settings);
		String name = process.replaceAll("[^A-Za-z0-9._-]", "_");
		this.process = name.isEmpty() ? "unnamed" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
		this.clock = clock;
	}

	private static String hash(String settings) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(settings.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest).substring(0, DIGITS);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Tell the others, and compare.
	 * @return one finding if somebody differs, else none
	 */
	public List<Finding> findings() {
		List<AnnouncedSettings> others = this.announcements
			.announce(this.hash, this.process, TimeUnit.MILLISECONDS.toMinutes(this.clock.millis()))
			.completeOnTimeout(List.of(), PATIENCE_SECONDS, TimeUnit.SECONDS)
			.exceptionally((ex) -> List.of())
			.join();
		return others.isEmpty() ? List.of()
				: List.of(new Finding("settings",
						"Processes of this region have different settings: %s (%s) and %s".formatted(this.process,
								this.hash, others.stream().map(SettingsCheck::name).sorted().toList()),
						"Compare 'regions.caches', 'regions.cache-defaults' and 'regions.replication' of both; "
								+ "after a rolling deployment this ends within three minutes"));
	}

	private static String name(AnnouncedSettings announcement) {
		return announcement.process() + " (" + announcement.hash() + ')';
	}

}
