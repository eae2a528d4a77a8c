@NullMarked
package io.regioncache.replication.warming;

import org.jspecify.annotations.NullMarked;
