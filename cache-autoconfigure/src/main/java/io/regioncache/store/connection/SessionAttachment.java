package io.regioncache.store.connection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.history.DeferredInvalidations;
import io.regioncache.store.history.KeptInvalidations.Kept;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.history.WriterHistory;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Attaches sessions to the server of a region, and sends the server what it has to know
 * before its answers count.
 */
final class SessionAttachment {

	private final AtomicBoolean stamping = new AtomicBoolean();

	private final String region;

	private final ConnectionSettings settings;

	private final SessionTasks tasks;

	private final LinkState state;

	private final WriterRegistration writer;

	SessionAttachment(String region, ConnectionSettings settings, SessionTasks tasks, LinkState state,
			WriterRegistration writer) {
		this.writer = writer;
		this.region = region;
		this.settings = settings;
		this.tasks = tasks;
		this.state = state;
	}

	/**
	 * Have the region give stamps, now and whenever its metadata has been lost.
	 * @param session the present session, if there is one
	 */
	void giveStamps(@Nullable Session session) {
		this.stamping.set(true);
		if (session != null) {
			session.fields().giveStamps();
		}
	}

	/**
	 * Advance the heartbeat and establish that the server reigns, and in which epoch;
	 * then send what is deferred. A server whose epoch has ended before must not go on:
	 * it does not know what was invalidated since.
	 */
	void attach(Session session) throws Exception {
		long sent = this.settings.clock().nanos();
		LinkHistory history = this.state.history();
		long epoch = history.epoch();
		Lease attached = attached(session, history, sent);
		boolean guarded = session.observed().isGuarded();
		history.attached(attached, session.observed().attached(), guarded, sent);
		if (epoch != 0 && epoch != attached.epoch()) {
			// What the former server has applied of late may be unknown to this one
			this.state.unsettled().recent().moveTo(deferred());
		}
		this.state.writer().attached(attached.epoch(), guarded, deferred());
		sendKept(session);
	}

	private Lease attached(Session session, LinkHistory history, long sent) throws Exception {
		Lease attached = await(session.attach());
		history.answered(sent);
		if (!history.hasEnded(attached.epoch())) {
			return attached;
		}
		this.state.log().warn("Region %s: a former primary serves again; beginning a new epoch".formatted(this.region));
		return await(session.end(attached.epoch()));
	}

	/**
	 * Send what the server has to know before its answers count.
	 */
	private void sendKept(Session session) throws Exception {
		if (this.stamping.get()) {
			await(session.fields().giveStamps());
		}
		sendDeferred(session);
		this.writer.register(session);
	}

	/**
	 * End the holds that have lapsed, where there are any.
	 */
	void settleHolds(Session session) throws Exception {
		if (session.observed().hasSeenHolds()) {
			await(this.tasks.settleHolds(session));
		}
	}

	private void sendDeferred(Session session) throws Exception {
		Collection<List<Map.Entry<MarkerWrite, Long>>> kinds = deferred().pending()
			.entrySet()
			.stream()
			.collect(Collectors.groupingBy((mark) -> List.of(mark.getKey().mode(), mark.getKey().stamp() > 0)))
			.values();
		for (List<Map.Entry<MarkerWrite, Long>> marks : kinds) {
			// All at once would take longer than is waited for, again and again
			for (int from = 0; from < marks.size(); from += MarkerWrite.AT_ONCE) {
				send(session, marks.subList(from, Math.min(marks.size(), from + MarkerWrite.AT_ONCE)));
			}
		}
	}

	private void send(Session session, List<Map.Entry<MarkerWrite, Long>> pending) throws Exception {
		List<MarkerWrite> marks = pending.stream().map(Map.Entry::getKey).toList();
		SessionTasks.Marked marked = mark(session, marks);
		this.state.history()
			.applied(marked.lease(), marked.position(), marks.stream().map(MarkerWrite::scope).toList(),
					InvalidationRegions.ALL);
		marks.forEach(this.state.unsettled().recent()::add);
		deferred().applied(pending.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	private SessionTasks.Marked mark(Session session, List<MarkerWrite> marks) throws Exception {
		WriterHistory writer = this.state.writer();
		Kept kept = writer.keep(marks);
		try {
			SessionTasks.Marked marked = await(this.tasks.mark(session, marks));
			Assert.state(writer.applied(kept, marked.lease().epoch(), marked.sequence()),
					"An epoch has begun meanwhile");
			return marked;
		}
		catch (Exception ex) {
			writer.failed(kept);
			throw ex;
		}
	}

	/**
	 * Whether the server is to be told of this process before it invalidates anything.
	 */
	boolean isRegistrationDue(Session session) {
		return this.writer.isDue(session);
	}

	/**
	 * Ask how far other regions have read what this process has invalidated.
	 */
	void tend(Session session) throws Exception {
		this.writer.tend(session);
	}

	/**
	 * Invalidate nothing any more.
	 */
	void leave(Session session) throws Exception {
		if (deferred().isEmpty()) {
			this.writer.leave(session);
		}
	}

	private DeferredInvalidations deferred() {
		return this.state.unsettled().deferred();
	}

	private <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
	}

}
