package io.regioncache.model.redrive;

import java.util.Collections;
import java.util.List;

import io.regioncache.model.redrive.Home.Stored;
import org.jspecify.annotations.Nullable;

/**
 * What the processes do that read in the region that invalidates.
 *
 * @param watched whether that matters
 * @param alone whether its invalidations are for this region alone
 * @param loads what is being loaded
 * @param said what each of the other regions has said last
 * @param foreign bits: versions that others have invalidated
 * @param reached bits: those of them that have arrived
 */
record HomeSide(boolean watched, boolean alone, List<Stored> loads, List<Said> said, int foreign, int reached) {

	static HomeSide of(boolean watched, boolean alone, int readers) {
		return new HomeSide(watched, alone, List.of(), Collections.nCopies(readers, Said.NOTHING), 0, 0);
	}

	HomeSide loads(List<Stored> loads) {
		return new HomeSide(this.watched, this.alone, loads, this.said, this.foreign, this.reached);
	}

	HomeSide says(int reader, Said said) {
		return new HomeSide(this.watched, this.alone, this.loads, Server.with(this.said, reader, said), this.foreign,
				this.reached);
	}

	HomeSide forgets() {
		return new HomeSide(this.watched, this.alone, this.loads, Collections.nCopies(this.said.size(), Said.NOTHING),
				this.foreign, this.reached);
	}

	HomeSide foreign(int version) {
		return new HomeSide(this.watched, this.alone, this.loads, this.said, this.foreign | 1 << version, this.reached);
	}

	HomeSide reached(int versions) {
		return new HomeSide(this.watched, this.alone, this.loads, this.said, this.foreign,
				this.reached | versions & this.foreign);
	}

	/**
	 * What another region has said.
	 *
	 * @param versions bits: those whose invalidations were in its log by then
	 * @param vouched bits: the epochs that it vouches for
	 */
	record Said(int versions, int vouched) {

		static final Said NOTHING = new Said(0, 0);

	}

}
