package io.regioncache.store.lookup;

import java.util.function.LongSupplier;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a process knows of the markers of its region at one moment. The near cache judges
 * its entries by it.
 * <p>
 * After each change it is another object. So whatever was found fresh by a view is fresh
 * for as long as that is the view. A view may know more than it did when it was taken,
 * never less: whoever keeps an entry takes the view first, judges by it, and then keeps
 * the entry as judged by this view.
 */
public sealed interface FollowedView permits FollowerState {

	/**
	 * Return the markers that judge an entry.
	 * @param lease the lease of the entry, or {@code null} if there is none
	 * @param entry gives its fingerprint
	 * @param scopes what covers it
	 * @param own how many of the scopes cover it whatever its tags
	 * @return the markers; {@code null} if this view cannot tell, and the region has to
	 * be asked
	 */
	@Nullable Markers judging(@Nullable Lease lease, LongSupplier entry, Scope[] scopes, int own);

}
