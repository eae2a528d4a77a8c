/*
 * Preloaded into a server: its wall clock is ahead of this machine's by as many microseconds as the file says
 * that REGION_CACHE_CLOCK names. The monotonic clock stays as it is. Only a dynamically linked server notices.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *ahead;

__attribute__((constructor)) static void open_clock(void)
{
	const char *name = getenv("REGION_CACHE_CLOCK");
	int file = (name != NULL) ? open(name, O_RDONLY | O_CLOEXEC) : -1;
	if (file >= 0) {
		void *memory = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
		ahead = (memory != MAP_FAILED) ? memory : NULL;
		close(file);
	}
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	int result = syscall(SYS_clock_gettime, id, now);
	if (result == 0 && ahead != NULL && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
		int64_t micros = now->tv_sec * INT64_C(1000000) + now->tv_nsec / 1000 + *ahead;
		now->tv_sec = micros / 1000000;
		now->tv_nsec = micros % 1000000 * 1000;
	}
	return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec precise;
	(void) zone;
	int result = clock_gettime(CLOCK_REALTIME, &precise);
	now->tv_sec = precise.tv_sec;
	now->tv_usec = precise.tv_nsec / 1000;
	return result;
}

time_t time(time_t *result)
{
	struct timespec precise;
	clock_gettime(CLOCK_REALTIME, &precise);
	if (result != NULL) {
		*result = precise.tv_sec;
	}
	return precise.tv_sec;
}
